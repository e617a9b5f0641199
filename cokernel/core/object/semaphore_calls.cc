// SPDX-License-Identifier: GPL-2.0-only
// Implements counting semaphores.
#include "object/semaphore_calls.hpp"

#include "base/annotations.hpp"
#include "wait/blocking.hpp"

namespace takt {

Outcome semaphore_wait(Pass& pass, Thread& self, Handle name, Deadline until) {
    Semaphore* semaphore = pass.kernel.semaphores.place_of(name);
    if (semaphore == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{semaphore->lock, pass.held};
    if (!semaphore->is_live(name) || !semaphore->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    if (semaphore->value > 0) {
        --semaphore->value;
        return Outcome::done(0);
    }
    const Error error = may_wait_until(pass, until);
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    if (!block(pass, self, semaphore, &semaphore->waiters, until, {})) {
        return Outcome::interrupted();
    }
    return Outcome::blocked();
}

Outcome semaphore_post(Pass& pass, Thread& self, Handle name) {
    Semaphore* semaphore = pass.kernel.semaphores.place_of(name);
    if (semaphore == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{semaphore->lock, pass.held};
    if (!semaphore->is_live(name) || !semaphore->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    Thread* waiter = semaphore->waiters.pop();
    if (waiter != nullptr) {
        wake(pass, *waiter, 0);
        return Outcome::done(0);
    }
    if (semaphore->value == semaphore->maximum) {
        return Outcome::failed(Error::overflow);
    }
    ++semaphore->value;
    return Outcome::done(0);
}

TAKT_COLD Outcome semaphore_value(Pass& pass, Thread& self, Handle name) {
    Semaphore* semaphore = pass.kernel.semaphores.place_of(name);
    if (semaphore == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{semaphore->lock, pass.held};
    if (!semaphore->is_live(name) || !semaphore->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    return Outcome::done(semaphore->value);
}

} // namespace takt
