// SPDX-License-Identifier: GPL-2.0-only
// Owns what a CPU has: run queue, timers, who runs, whose time it is.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "lock/hard_lock.hpp"
#include "sched/run_queue.hpp"
#include "sched/scheduling_context.hpp"
#include "time/timer_queue.hpp"

namespace takt {

class Thread;

class alignas(64) Cpu {
public:
    CpuLock lock;
    uint32_t id = 0;
    bool up TAKT_GUARDED_BY(lock) = false;

    RunQueue queue TAKT_GUARDED_BY(lock);
    TimerQueue timers TAKT_GUARDED_BY(lock);

    /// The RT half that the CPU runs, or nullptr: root.
    Thread* running TAKT_GUARDED_BY(lock) = nullptr;
    /// The context of Linux on this CPU; never queued.
    SchedulingContext root TAKT_GUARDED_BY(lock);
    /// Whose time passes: the effective context of `running`, or root.
    SchedulingContext* charged TAKT_GUARDED_BY(lock) = nullptr;
    /// Every ns from `started` to `charged_until` has been charged to exactly one context.
    Instant charged_until TAKT_GUARDED_BY(lock);
    Instant started TAKT_GUARDED_BY(lock);

    /// Since when Linux has not run here; never while it does.
    Instant away_since TAKT_GUARDED_BY(lock) = Instant::never();
    /// When the watchdog bites; never while Linux runs, or without a watchdog.
    Instant bite TAKT_GUARDED_BY(lock) = Instant::never();
    /// The shot that the timer is programmed for; never if stopped.
    Instant shot TAKT_GUARDED_BY(lock) = Instant::never();

    /// Charge the time up to @p now. @p now may be older than what another CPU has charged already.
    void charge(Instant now) TAKT_REQUIRES(lock) {
        if (now > charged_until) {
            charged->charge(elapsed(charged_until, now));
            charged_until = now;
        }
    }
};

} // namespace takt
