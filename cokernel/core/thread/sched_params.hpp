// SPDX-License-Identifier: GPL-2.0-only
// Owns policy and priority of a thread.
#pragma once

#include "base/result.hpp"
#include "kernel.hpp"

namespace takt {

/// The shortest RR slice: its end is a timer interrupt.
inline constexpr uint64_t slice_min_ns = 10'000;

/// Errors: invalid.
[[nodiscard]] Error validate(const takt_sched& sched);

/// Precondition: validated. The thread, or whoever runs on its context, goes behind its new equals.
void set_sched(Pass& pass, Thread& thread, const takt_sched& sched)
    TAKT_REQUIRES(hard_off, donation_held);

} // namespace takt
