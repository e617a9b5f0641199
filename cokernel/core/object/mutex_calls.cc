// SPDX-License-Identifier: GPL-2.0-only
// Implements the calls on mutexes: lock, try, unlock, and what becomes of them when their owner
// dies.
#include "object/mutex_calls.hpp"

#include "base/annotations.hpp"
#include "base/check.hpp"
#include "object/steps.hpp"
#include "wait/blocking.hpp"
#include "wait/donation.hpp"

namespace takt {

namespace {

[[nodiscard]] Mutex* find_mutex(Pass& pass, Thread& self, Handle name)
    TAKT_REQUIRES(donation_held) {
    Mutex* mutex = pass.kernel.mutexes.place_of(name);
    return mutex != nullptr && mutex->is_live(name) && mutex->may_use(*self.process) ? mutex
                                                                                     : nullptr;
}

/// Nobody gets it any more.
[[nodiscard]] bool give_up(Pass& pass, Mutex& mutex) TAKT_REQUIRES(hard_off, donation_held) {
    change_owner(pass, mutex, nullptr);
    mutex.depth = 0;
    mutex.state = MutexState::not_recoverable;
    return !mutex.waiters.is_empty();
}

} // namespace

void take_over(Pass& pass, Mutex& mutex) {
    if (!mutex.left_to_users) {
        return;
    }
    mutex.left_to_users = false;
    const Handle name = mutex.word->take_over();
    if (name == Handle{}) {
        return;
    }
    Thread* owner = pass.kernel.threads.find(name);
    if (owner == nullptr || owner->process != mutex.process) {
        mutex.state = MutexState::not_recoverable; // its process has overwritten the word
        return;
    }
    mutex.owner = owner;
    mutex.depth = 1;
}

void leave_to_users(Mutex& mutex) {
    if (mutex.word == nullptr || mutex.state != MutexState::sound || mutex.depth > 1 ||
        !mutex.waiters.is_empty()) {
        return;
    }
    mutex.left_to_users = true;
    mutex.word->leave_to_users(mutex.handle(),
                               mutex.owner != nullptr ? mutex.owner->handle() : Handle{});
    mutex.owner = nullptr;
    mutex.depth = 0;
}

Error take(Mutex& mutex, Thread& thread, uint32_t depth) {
    mutex.owner = &thread;
    mutex.depth = depth;
    leave_to_users(mutex);
    return mutex.state == MutexState::owner_died ? Error::owner_dead : Error::none;
}

void pass_on(Pass& pass, Mutex& mutex) {
    Thread* heir = mutex.waiters.top();
    if (heir == nullptr) {
        change_owner(pass, mutex, nullptr);
        mutex.depth = 0;
        leave_to_users(mutex);
        return;
    }
    mutex.depth = heir->wait.mutex_depth;
    if (mutex.state != MutexState::sound || !hand_over_here(pass, mutex)) {
        mutex.waiters.remove(heir->wait_node);
        change_owner(pass, mutex, heir);
        wake(pass, *heir,
             mutex.state == MutexState::owner_died ? to_abi(Error::owner_dead) : heir->wait.result);
    }
    leave_to_users(mutex);
}

bool abandon(Pass& pass, Mutex& mutex) {
    if (!mutex.robust) {
        return give_up(pass, mutex);
    }
    mutex.state = MutexState::owner_died;
    pass_on(pass, mutex);
    return false;
}

Outcome mutex_lock(Pass& pass, Thread& self, Handle name, Deadline until) {
    DonationGuard guard{pass};
    Mutex* mutex = find_mutex(pass, self, name);
    if (mutex == nullptr) {
        return Outcome::failed(Error::stale);
    }
    take_over(pass, *mutex);
    if (mutex->state == MutexState::not_recoverable) {
        return Outcome::failed(Error::not_recoverable);
    }
    if (mutex->owner == nullptr) {
        return Outcome::failed(take(*mutex, self, 1));
    }
    if (mutex->owner == &self && mutex->recursive) {
        if (mutex->depth == UINT32_MAX) {
            return Outcome::failed(Error::overflow);
        }
        ++mutex->depth;
        return Outcome::done(0);
    }
    Error error = may_donate(self, *mutex);
    if (error == Error::none) {
        error = may_wait_until(pass, until);
    }
    if (error != Error::none) {
        return Outcome::failed(error == Error::would_block ? Error::busy : error);
    }
    if (!block(pass, self, mutex, &mutex->waiters, until, {.mutex_depth = 1})) {
        return Outcome::interrupted();
    }
    waiter_came(pass, self, *mutex);
    return Outcome::blocked();
}

Outcome mutex_unlock(Pass& pass, Thread& self, Handle name) {
    DonationGuard guard{pass};
    Mutex* mutex = find_mutex(pass, self, name);
    if (mutex == nullptr) {
        return Outcome::failed(Error::stale);
    }
    take_over(pass, *mutex);
    if (mutex->owner != &self) {
        return Outcome::failed(Error::not_permitted);
    }
    if (mutex->depth > 1) {
        --mutex->depth;
        return Outcome::done(0);
    }
    if (mutex->state == MutexState::owner_died) { // unlocked without having been made consistent
        if (give_up(pass, *mutex)) {
            self.unfinished = {.what = Unfinished::What::flush, .object = name};
        }
        return Outcome::done(0);
    }
    pass_on(pass, *mutex);
    return Outcome::done(0);
}

TAKT_COLD Outcome mutex_consistent(Pass& pass, Thread& self, Handle name) {
    DonationGuard guard{pass};
    Mutex* mutex = find_mutex(pass, self, name);
    if (mutex == nullptr) {
        return Outcome::failed(Error::stale);
    }
    take_over(pass, *mutex);
    if (mutex->owner != &self) {
        return Outcome::failed(Error::not_permitted);
    }
    if (mutex->state != MutexState::owner_died) {
        return Outcome::failed(Error::invalid);
    }
    mutex->state = MutexState::sound;
    leave_to_users(*mutex);
    return Outcome::done(0);
}

} // namespace takt
