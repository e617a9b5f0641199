// SPDX-License-Identifier: GPL-2.0-only
// Owns the bounded array heap of timers; every timer knows its index, so it can be taken out
// anywhere.
#pragma once

#include <bit>
#include <cstdint>

#include "base/limits.hpp"
#include "time/timer.hpp"

namespace takt {

/// Ordered by an instant of one clock. Insert, erase and pop are O(log capacity) with constant
/// bounds; looking at the top is O(1). Zeroed memory is an empty heap.
class TimerHeap {
public:
    static constexpr uint32_t capacity = limits::armed_timers;

    [[nodiscard]] uint32_t size() const { return size_; }
    [[nodiscard]] bool is_empty() const { return size_ == 0; }

    /// The earliest instant, never if empty.
    [[nodiscard]] Instant earliest() const {
        return size_ == 0 ? Instant::never() : Instant{~slot_[0].earliness};
    }
    [[nodiscard]] Timer* first() const { return size_ == 0 ? nullptr : slot_[0].timer; }

    /// Precondition: @p timer is not armed and the heap is not full (see limits::armed_timers).
    void insert(Timer& timer, Instant at);
    /// Precondition: @p timer is in this heap.
    void erase(Timer& timer);

    /// When @p timer, which is in this heap, is due.
    [[nodiscard]] Instant due(const Timer& timer) const {
        return {~slot_[timer.place - 1].earliness};
    }

private:
    /// Copies the instant beside the pointer: sifting touches no timer but to tell it its new
    /// place. The instant is inverted, so that a zeroed slot beyond the end is later than any
    /// timer: choosing among four children needs to know neither how many there are nor a branch.
    struct Slot {
        uint64_t earliness; // ~at.ns
        Timer* timer;
    };

    /// Four children a node: half the levels of a binary heap. Index i has the children 4i + 1 to
    /// 4i + 4; the place of a timer is its index plus one.
    static constexpr uint32_t children = 4;

    /// At most so many levels are below the top of a full heap: the steps of a sift.
    static constexpr uint32_t levels = (std::bit_width(capacity - 1) + 1) / 2;

    void put(uint32_t index, Slot slot) {
        slot_[index] = slot;
        slot.timer->place = index + 1;
    }
    void sift_up(uint32_t index, Slot slot);
    void sift_down(uint32_t index, Slot slot);

    uint32_t size_ = 0;
    Slot slot_[capacity + children] = {};
};

} // namespace takt
