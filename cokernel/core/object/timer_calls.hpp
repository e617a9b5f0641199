// SPDX-License-Identifier: GPL-2.0-only
// Owns the operations on timer objects.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// The shortest interval: a periodic timer must not be able to fill a CPU with expiries.
inline constexpr Duration timer_interval_min{10'000};

/// Errors: stale, invalid, busy (this CPU does not schedule). Cost: O(log timers).
Outcome timer_set(Pass& pass, Thread& self, Handle name, Deadline first, Duration interval)
    TAKT_REQUIRES(hard_off);
/// Returns 1 if it was armed, else 0. It does not expire after this.
Outcome timer_cancel(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);
/// Returns the number of expiries since the last wait that returned.
Outcome timer_wait(Pass& pass, Thread& self, Handle name, Deadline until) TAKT_REQUIRES(hard_off);

/// Its timer was taken out of the heap of this CPU when `setting` was @p setting.
void timer_expired(Pass& pass, TimerObject& timer, uint32_t setting) TAKT_REQUIRES(hard_off);

/// Take it out of the heap, wherever that is. The caller holds its lock.
void disarm(Pass& pass, TimerObject& timer) TAKT_REQUIRES(hard_off, timer.lock);

} // namespace takt
