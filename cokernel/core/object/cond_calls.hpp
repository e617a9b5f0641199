// SPDX-License-Identifier: GPL-2.0-only
// Owns the operations on condition variables.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// Gives up @p mutex and waits, as one step. When the wait is over, by a signal or by time, the
/// thread has the mutex again. Only after interrupted (EINTR), removed (EIDRM), deadlock,
/// chain_too_long and not_recoverable it does not have it.
Outcome cond_wait(Pass& pass, Thread& self, Handle name, Handle mutex, Deadline until)
    TAKT_REQUIRES(hard_off);
Outcome cond_signal(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);
Outcome cond_broadcast(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);

/// @p thread waited for a condition variable and is out of its queue: it gets its mutex, or waits
/// on for it. Its call will return @p result.
void lock_again(Pass& pass, Thread& thread, int64_t result) TAKT_REQUIRES(hard_off, donation_held);

} // namespace takt
