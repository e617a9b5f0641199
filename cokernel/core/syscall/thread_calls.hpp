// SPDX-License-Identifier: GPL-2.0-only
// Owns the services that concern the calling thread and time.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// The shortest period of a thread.
inline constexpr Duration period_min{10'000};

/// What TAKT_CALL_ABI and TAKT_CALL_SELF return.
[[nodiscard]] inline int64_t identity(const Thread& self, takt_call_number number) {
    return number == TAKT_CALL_ABI ? TAKT_ABI_MAJOR << 16 | TAKT_ABI_MINOR
                                   : static_cast<int64_t>(self.handle().raw());
}

[[nodiscard]] int64_t read_clock(const Pass& pass, Clock clock);

/// Never wakes early. A time that has passed returns at once.
Outcome sleep_until(Pass& pass, Thread& self, Deadline until) TAKT_REQUIRES(hard_off);

/// Errors: stale, not_permitted (a thread of another process), invalid.
Outcome set_sched_of(Pass& pass, Thread& self, Handle name, const takt_sched& sched)
    TAKT_REQUIRES(hard_off);

/// The first release is at @p first, or one period from now if that is 0. Errors: invalid.
Outcome set_period(Pass& pass, Thread& self, Deadline first, Duration period)
    TAKT_REQUIRES(hard_off);

/// Wait for the next release; returns how many have been missed since the last call, and skips
/// those. Errors: invalid (no period).
Outcome wait_period(Pass& pass, Thread& self) TAKT_REQUIRES(hard_off);

} // namespace takt
