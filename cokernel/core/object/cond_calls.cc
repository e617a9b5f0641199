// SPDX-License-Identifier: GPL-2.0-only
// Implements condition variables.
#include "object/cond_calls.hpp"

#include "base/annotations.hpp"
#include "object/mutex_calls.hpp"
#include "object/steps.hpp"
#include "wait/blocking.hpp"
#include "wait/donation.hpp"

namespace takt {

namespace {

[[nodiscard]] Cond* find_cond(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(donation_held) {
    Cond* cond = pass.kernel.conds.place_of(name);
    return cond != nullptr && cond->is_live(name) && cond->may_use(*self.process) ? cond : nullptr;
}

/// Let @p thread, which is blocked and in no queue, wait for @p mutex, without limit.
/// Returns false if it has been kicked.
[[nodiscard]] bool move_to(Pass& pass, Thread& thread, Mutex& mutex, int64_t result)
    TAKT_REQUIRES(hard_off, donation_held) {
    {
        Cpu& cpu = pass.kernel.cpu_of(thread);
        LockGuard guard{cpu.lock, pass.held};
        if (thread.kick != TAKT_REASON_NONE) {
            return false;
        }
        cpu.timers.cancel(thread.timer);
        ++thread.wait_count; // an expiry that is under way finds another wait
        thread.blocked_on = &mutex;
        thread.wait.result = result;
        mutex.waiters.insert(thread.wait_node, thread.effective->urgency());
    }
    waiter_came(pass, thread, mutex);
    return true;
}

} // namespace

void lock_again(Pass& pass, Thread& thread, int64_t result) {
    const Handle name = thread.wait.mutex;
    Mutex* mutex = pass.kernel.mutexes.place_of(name);
    if (mutex == nullptr || !mutex->is_live(name)) {
        wake(pass, thread, to_abi(Error::removed));
        return;
    }
    take_over(pass, *mutex);
    if (mutex->state == MutexState::not_recoverable) {
        wake(pass, thread, to_abi(Error::not_recoverable));
        return;
    }
    if (mutex->owner == nullptr) {
        const Error error = take(*mutex, thread, thread.wait.mutex_depth);
        wake(pass, thread, error == Error::none ? result : to_abi(error));
        return;
    }
    const Error error = may_donate(thread, *mutex);
    if (error != Error::none) {
        wake(pass, thread, to_abi(error));
        return;
    }
    if (!move_to(pass, thread, *mutex, result)) {
        wake(pass, thread, to_abi(Error::interrupted));
    }
}

Outcome cond_wait(Pass& pass, Thread& self, Handle name, Handle mutex_name, Deadline until) {
    DonationGuard guard{pass};
    Cond* cond = find_cond(pass, self, name);
    Mutex* mutex = pass.kernel.mutexes.place_of(mutex_name);
    if (cond == nullptr || mutex == nullptr || !mutex->is_live(mutex_name) ||
        !mutex->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    take_over(pass, *mutex);
    if (mutex->owner != &self) {
        return Outcome::failed(Error::not_permitted);
    }
    if (mutex->state != MutexState::sound) { // first make it consistent
        return Outcome::failed(Error::invalid);
    }
    const Error error = may_wait_until(pass, until);
    if (error != Error::none) {
        return Outcome::failed(Error::timed_out);
    }
    const WaitArguments wait{
        .restartable = false, .mutex = mutex_name, .mutex_depth = mutex->depth};
    if (!block(pass, self, cond, &cond->waiting(), until, wait)) {
        return Outcome::interrupted();
    }
    pass_on(pass, *mutex);
    return Outcome::blocked();
}

Outcome cond_signal(Pass& pass, Thread& self, Handle name) {
    DonationGuard guard{pass};
    Cond* cond = find_cond(pass, self, name);
    if (cond == nullptr) {
        return Outcome::failed(Error::stale);
    }
    // Who is still leaving from a broadcast is released already: the signal is for the others.
    Thread* waiter = cond->waiting().pop();
    if (waiter != nullptr) {
        lock_again(pass, *waiter, 0);
    }
    return Outcome::done(0);
}

TAKT_COLD Outcome cond_broadcast(Pass& pass, Thread& self, Handle name) {
    {
        DonationGuard guard{pass};
        if (find_cond(pass, self, name) == nullptr) {
            return Outcome::failed(Error::stale);
        }
    }
    self.unfinished = {.what = Unfinished::What::broadcast, .turn_pending = true, .object = name};
    static_cast<void>(take_step(pass, self.unfinished));
    return Outcome::done(0);
}

} // namespace takt
