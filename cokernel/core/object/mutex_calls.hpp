// SPDX-License-Identifier: GPL-2.0-only
// Owns the operations on mutexes.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// Context: the calling thread, in RT mode; in-band only if @p until is "do not wait".
/// Errors: deadlock, chain_too_long, busy (= would_block), timed_out, stale, not_recoverable,
/// not_permitted; owner_dead: the caller has the mutex, its last owner died. Cost: one donation
/// chain.
Outcome mutex_lock(Pass& pass, Thread& self, Handle name, Deadline until) TAKT_REQUIRES(hard_off);
Outcome mutex_unlock(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);
Outcome mutex_consistent(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);

/// From here on the core, and not the word of @p mutex, says who owns it. Whoever looks at the
/// owner of a mutex calls this first.
void take_over(Pass& pass, Mutex& mutex) TAKT_REQUIRES(donation_held);

/// Its threads may lock and unlock @p mutex by its word again, if it has one and the core has
/// nothing to do for it.
void leave_to_users(Mutex& mutex) TAKT_REQUIRES(donation_held);

/// The mutex goes to its most urgent waiter, or to nobody.
void pass_on(Pass& pass, Mutex& mutex) TAKT_REQUIRES(hard_off, donation_held);

/// @p thread, which does not wait, gets the free @p mutex. Returns owner_dead or none.
[[nodiscard]] Error take(Mutex& mutex, Thread& thread, uint32_t depth) TAKT_REQUIRES(donation_held);

/// The owner of @p mutex is gone: its heir learns of it, or, without TAKT_ROBUST, nobody gets it
/// again. Returns whether waiters are left to be sent away (object/steps.hpp, flush).
[[nodiscard]] bool abandon(Pass& pass, Mutex& mutex) TAKT_REQUIRES(hard_off, donation_held);

} // namespace takt
