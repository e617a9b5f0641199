// SPDX-License-Identifier: GPL-2.0-only
// Owns the operations on groups of event flags.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// Do @p bits satisfy a wait for @p mask in mode @p mode (TAKT_FLAGS_*)?
[[nodiscard]] bool are_satisfied(uint32_t bits, uint32_t mask, uint32_t mode);

/// Errors: stale, would_block, timed_out. Cost: O(log waiters); set: O(limits::waiters_per_step log
/// n) a step. A wait returns the flags as they were when it was satisfied.
Outcome flags_wait(Pass& pass, Thread& self, Handle name, uint32_t mask, uint32_t mode,
                   Deadline until) TAKT_REQUIRES(hard_off);
Outcome flags_set(Pass& pass, Thread& self, Handle name, uint32_t mask) TAKT_REQUIRES(hard_off);
Outcome flags_clear(Pass& pass, Thread& self, Handle name, uint32_t mask) TAKT_REQUIRES(hard_off);
Outcome flags_read(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);

} // namespace takt
