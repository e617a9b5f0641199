// SPDX-License-Identifier: GPL-2.0-only
// Implements the choice between the two heaps of a CPU.
#include "time/timer_queue.hpp"

#include "seam/clock.h"

namespace takt {

Instant realtime_at(Instant now) {
    return {now.ns + static_cast<uint64_t>(takt_plat_clock_real_offset_ns())};
}

Timer* TimerQueue::pop_due(Instant now) {
    TimerHeap& monotonic = heap(Clock::monotonic);
    if (monotonic.earliest() <= now && !monotonic.is_empty()) {
        Timer* timer = monotonic.first();
        moved_ = true;
        monotonic.erase(*timer);
        return timer;
    }
    TimerHeap& realtime = heap(Clock::realtime);
    if (!realtime.is_empty() && realtime.earliest() <= realtime_at(now)) {
        Timer* timer = realtime.first();
        moved_ = true;
        realtime.erase(*timer);
        return timer;
    }
    return nullptr;
}

Instant TimerQueue::next_due(Instant now) const {
    Instant next = heap(Clock::monotonic).earliest();
    const TimerHeap& realtime = heap(Clock::realtime);
    if (!realtime.is_empty()) {
        const Instant due = now + elapsed(realtime_at(now), realtime.earliest());
        next = due < next ? due : next;
    }
    return next;
}

} // namespace takt
