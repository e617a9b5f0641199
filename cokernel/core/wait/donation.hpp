// SPDX-License-Identifier: GPL-2.0-only
// Owns SC donation: a thread runs on the most urgent context of those that wait for it, or on its
// own.
#pragma once

#include "base/result.hpp"
#include "kernel.hpp"

namespace takt {

/// All of it under the donation lock. Each function follows one chain of at most
/// limits::chain_links links; a link costs O(log threads).

/// Can @p waiter wait for @p mutex? deadlock: it would wait for itself; chain_too_long.
[[nodiscard]] Error may_donate(const Thread& waiter, const Mutex& mutex)
    TAKT_REQUIRES(donation_held);

/// @p waiter is in the queue of @p mutex now, and blocked.
void waiter_came(Pass& pass, Thread& waiter, Mutex& mutex) TAKT_REQUIRES(hard_off, donation_held);

/// @p waiter is not in the queue of @p mutex any more, and has not been woken yet.
void waiter_left(Pass& pass, Thread& waiter, Mutex& mutex) TAKT_REQUIRES(hard_off, donation_held);

/// @p mutex goes to @p next, with the waiters it has; nullptr: to nobody.
/// Precondition: @p next was its most urgent waiter and is out of its queue, or there are no
/// waiters.
void change_owner(Pass& pass, Mutex& mutex, Thread* next) TAKT_REQUIRES(hard_off, donation_held);

/// Give @p mutex to its waiter at once, if that is all there is to it: the owner runs here, on the
/// context of that waiter, which is of this CPU and the only one that waits for anything the owner
/// has, without equals and a slice. Returns false, with nothing done, if it is not.
/// The same as change_owner() and wake(), without what they would find out, and without taking the
/// context out of the run queue and putting it back. Precondition: somebody waits; the mutex is
/// sound.
[[nodiscard]] bool hand_over_here(Pass& pass, Mutex& mutex) TAKT_REQUIRES(hard_off, donation_held);

/// Recompute on which context @p thread runs, and all who depend on that. @p place is where a
/// context that is new to its run queue goes.
void refresh(Pass& pass, Thread& thread, Place place) TAKT_REQUIRES(hard_off, donation_held);

} // namespace takt
