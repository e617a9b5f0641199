// SPDX-License-Identifier: GPL-2.0-only
// Owns the run queue of one CPU: band E by deadline, below it a list a level for L and WEAK.
#pragma once

#include "base/level_map.hpp"
#include "base/list.hpp"
#include "base/tree.hpp"
#include "sched/scheduling_context.hpp"

namespace takt {

enum class Place : uint8_t { head, tail };

/// The running context stays in the queue, at the head of its level: being preempted needs no
/// operation at all. Guarded by the lock of the CPU. L and WEAK: O(1); E: O(log contexts).
class RunQueue {
public:
    void init();

    /// Precondition: @p context is in no queue.
    void enqueue(SchedulingContext& context, Place place) {
        const Urgency urgency = context.urgency();
        context.queued_ = true;
        context.queued_urgency_ = urgency;
        if (__builtin_expect(urgency.band() == Band::edf, 0)) {
            edf_.insert(context, urgency.key);
            return;
        }
        const uint32_t level = urgency.level();
        context.queued_level_ = level;
        if (place == Place::head) {
            level_[level].push_front(context);
        } else {
            level_[level].push_back(context);
        }
        map_.set(level);
    }

    /// Precondition: @p context is in this queue.
    void dequeue(SchedulingContext& context) {
        context.queued_ = false;
        if (__builtin_expect(context.queued_urgency_.band() == Band::edf, 0)) {
            edf_.erase(context);
            return;
        }
        const uint32_t level = context.queued_level_;
        List<SchedulingContext>::remove(context);
        if (level_[level].is_empty()) {
            map_.clear(level);
        }
    }

    [[nodiscard]] bool is_empty() const { return map_.is_empty() && edf_.is_empty(); }

    /// The most urgent context, or nullptr.
    [[nodiscard]] SchedulingContext* top() const {
        if (__builtin_expect(!edf_.is_empty(), 0)) {
            return static_cast<SchedulingContext*>(edf_.first());
        }
        const uint32_t level = map_.first();
        return level == LevelMap::none ? nullptr : &level_[level].first();
    }

    /// Put @p context behind its equals.
    void rotate(SchedulingContext& context) {
        dequeue(context);
        enqueue(context, Place::tail);
    }

    /// Is it the only one of its urgency? Then a slice has nobody to end for.
    [[nodiscard]] bool is_alone(const SchedulingContext& context) const {
        return context.queued_urgency_.band() != Band::edf &&
               level_[context.queued_level_].has_one();
    }

    /// For checkers: the list of a level, and the queue of band E.
    static constexpr uint32_t weak_level = Urgency::weak().level();
    static_assert(LevelMap::levels == Urgency::levels);
    static constexpr uint32_t levels = LevelMap::levels;
    [[nodiscard]] const List<SchedulingContext>& level(uint32_t index) const {
        return level_[index];
    }
    [[nodiscard]] const Tree& edf() const { return edf_; }

private:
    LevelMap map_;
    Tree edf_;
    List<SchedulingContext> level_[levels];
};

} // namespace takt
