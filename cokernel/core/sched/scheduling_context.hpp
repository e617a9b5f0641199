// SPDX-License-Identifier: GPL-2.0-only
// Owns the scheduling context: the right to be run, and the only thing that run queues hold.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/list.hpp"
#include "base/tree.hpp"
#include "sched/urgency.hpp"

namespace takt {

class Thread;

/// Its urgency, its slice, and the time used on it. It powers its own thread, or the thread that
/// its own one waits for (wait/donation.hpp).
///
/// Guarded by: the lock of the CPU in whose queue it is or whose time it is charged; urgency and
/// slice are written under the donation lock and read elsewhere without it, hence atomic: a reader
/// that comes too early is put right by Donation::refresh().
class SchedulingContext : public ListNode, public TreeNode {
public:
    [[nodiscard]] Urgency urgency() const { return {urgency_.load(std::memory_order_relaxed)}; }
    void set_urgency(Urgency urgency) { urgency_.store(urgency.key, std::memory_order_relaxed); }

    /// RR: the length of a slice; zero for all others.
    [[nodiscard]] Duration slice() const { return {slice_ns_.load(std::memory_order_relaxed)}; }
    void set_slice(Duration slice) { slice_ns_.store(slice.ns, std::memory_order_relaxed); }

    /// Use up @p span of time.
    void charge(Duration span) {
        consumed_ns_.store(consumed().ns + span.ns, std::memory_order_relaxed);
        if (left_.ns != 0) {
            left_.ns = span.ns < left_.ns ? left_.ns - span.ns : 0;
        }
    }
    /// A new slice: when the old one is used up, and when it comes into a queue at the tail.
    void refill() { left_ = slice(); }
    [[nodiscard]] Duration left() const { return left_; }
    [[nodiscard]] Duration consumed() const {
        return {consumed_ns_.load(std::memory_order_relaxed)};
    }
    void forget_consumed() { consumed_ns_.store(0, std::memory_order_relaxed); }

    /// The thread that runs when this context is picked; nullptr for the context of root.
    [[nodiscard]] Thread* powers() const { return powers_; }
    void set_powers(Thread* thread) { powers_ = thread; }

    [[nodiscard]] bool is_queued() const { return queued_; }
    /// The urgency under which it is in the queue; it may differ from urgency() for a moment.
    [[nodiscard]] Urgency queued_urgency() const { return queued_urgency_; }

private:
    friend class RunQueue;

    std::atomic<uint64_t> urgency_{0};
    std::atomic<uint64_t> slice_ns_{0};
    Duration left_;
    std::atomic<uint64_t> consumed_ns_{0}; // one writer at a time, read by anybody
    Thread* powers_ = nullptr;
    Urgency queued_urgency_{0};
    uint32_t queued_level_ = 0; // of that urgency, unless it is of band E
    bool queued_ = false;
};

} // namespace takt
