// SPDX-License-Identifier: GPL-2.0-only
// Owns the operations on counting semaphores.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// Errors: stale, would_block, timed_out; post: overflow. Cost: O(log waiters).
Outcome semaphore_wait(Pass& pass, Thread& self, Handle name, Deadline until)
    TAKT_REQUIRES(hard_off);
Outcome semaphore_post(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);
Outcome semaphore_value(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);

} // namespace takt
