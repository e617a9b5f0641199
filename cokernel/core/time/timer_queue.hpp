// SPDX-License-Identifier: GPL-2.0-only
// Owns the armed timers of one CPU: a heap a clock.
#pragma once

#include "base/time.hpp"
#include "time/timer_heap.hpp"

namespace takt {

/// CLOCK_REALTIME has a heap of its own, in its own time: setting that clock moves no timer, only
/// the next shot. Guarded by the lock of the CPU. Zeroed memory is empty.
class TimerQueue {
public:
    void arm(Timer& timer, Deadline deadline) {
        moved_ = true;
        timer.clock = deadline.clock;
        heap(deadline.clock).insert(timer, deadline.at);
    }

    void cancel(Timer& timer) {
        if (timer.is_armed()) {
            moved_ = true;
            heap(timer.clock).erase(timer);
        }
    }

    /// Take out one timer that is due at @p now, or nullptr. A timer that was taken out is not
    /// armed: whoever holds the CPU's lock sees it either armed or expired, never both.
    [[nodiscard]] Timer* pop_due(Instant now);

    /// When the next timer is due, as CLOCK_MONOTONIC.
    [[nodiscard]] Instant next_due(Instant now) const;

    /// Must the shot of the CPU be computed anew? arm(), cancel() and pop_due() see to it; whoever
    /// changes a heap by itself, the relation of the clocks, or anything else that the shot depends
    /// on (since when Linux is away) says so by set_moved().
    [[nodiscard]] bool has_moved() const { return moved_; }
    void set_moved(bool moved) { moved_ = moved; }

    [[nodiscard]] TimerHeap& heap(Clock clock) { return heap_[static_cast<uint32_t>(clock)]; }
    [[nodiscard]] const TimerHeap& heap(Clock clock) const {
        return heap_[static_cast<uint32_t>(clock)];
    }

private:
    TimerHeap heap_[clock_count];
    bool moved_ = false;
};

/// CLOCK_REALTIME at the monotonic instant @p now.
[[nodiscard]] Instant realtime_at(Instant now);

/// @p now, a time of CLOCK_MONOTONIC, on @p clock.
[[nodiscard]] inline Instant on_clock(Clock clock, Instant now) {
    return clock == Clock::monotonic ? now : realtime_at(now);
}

} // namespace takt
