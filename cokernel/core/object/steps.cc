// SPDX-License-Identifier: GPL-2.0-only
// Implements the steps of unbounded work.
#include "object/steps.hpp"

#include "base/annotations.hpp"
#include "object/cond_calls.hpp"
#include "object/event_flags_calls.hpp"
#include "object/registry.hpp"
#include "wait/blocking.hpp"
#include "wait/donation.hpp"

namespace takt {

namespace {

enum class Leaving : uint8_t { done, some_left };

/// Rounds of a broadcast or of setting flags, the same for both: is there work in the old queue, or
/// must it be filled by ending the current round? Returns false when this work is over. The caller
/// holds the lock that guards the object (not analysed: it is another one for each of the two).
template<typename T>
[[nodiscard]] bool enter_round(T& object, Unfinished& work) TAKT_NO_ANALYSIS {
    if (!object.leaving().is_empty()) {
        // Ours if we ended the round last; else somebody else's, which must be over before ours
        // begins.
        return work.turn_pending || work.round == object.round;
    }
    if (!work.turn_pending) {
        return false;
    }
    ++object.round;
    work.turn_pending = false;
    work.round = object.round;
    return !object.leaving().is_empty();
}

[[nodiscard]] bool broadcast_step(Pass& pass, Unfinished& work) TAKT_REQUIRES(hard_off) {
    DonationGuard guard{pass};
    Cond* cond = pass.kernel.conds.find(work.object);
    if (cond == nullptr || !cond->is_live(work.object)) {
        return true;
    }
    for (uint32_t moved = 0; moved < limits::waiters_per_step; ++moved) {
        if (!enter_round(*cond, work)) {
            return true;
        }
        lock_again(pass, *cond->leaving().pop(), 0);
    }
    return !enter_round(*cond, work);
}

[[nodiscard]] bool flags_step(Pass& pass, Unfinished& work) TAKT_REQUIRES(hard_off) {
    EventFlags* found = pass.kernel.flags.find(work.object);
    if (found == nullptr) {
        return true;
    }
    EventFlags& flags = *found;
    LockGuard guard{flags.lock, pass.held};
    if (!flags.is_live(work.object)) {
        return true;
    }
    for (uint32_t moved = 0; moved < limits::waiters_per_step; ++moved) {
        if (!enter_round(flags, work)) {
            return true;
        }
        Thread& thread = *flags.leaving().top();
        const Urgency urgency{thread.wait_node.key};
        flags.leaving().remove(thread.wait_node);
        if (!are_satisfied(flags.bits, thread.wait.flags_mask, thread.wait.flags_mode)) {
            flags.waiting().insert(thread.wait_node, urgency);
            continue;
        }
        const uint32_t seen = flags.bits;
        if ((thread.wait.flags_mode & TAKT_FLAGS_CONSUME) != 0) {
            flags.bits &= ~thread.wait.flags_mask;
        }
        wake(pass, thread, seen);
    }
    return !enter_round(flags, work);
}

/// Send some waiters away with @p result.
[[nodiscard]] Leaving send_away(Pass& pass, Mutex& mutex, int64_t result)
    TAKT_REQUIRES(hard_off, donation_held) {
    for (uint32_t moved = 0; moved < limits::waiters_per_step; ++moved) {
        Thread* thread = mutex.waiters.pop();
        if (thread == nullptr) {
            return Leaving::done;
        }
        waiter_left(pass, *thread, mutex);
        wake(pass, *thread, result);
    }
    return mutex.waiters.is_empty() ? Leaving::done : Leaving::some_left;
}

[[nodiscard]] Leaving send_away(Pass& pass, WaitQueue& queue, int64_t result)
    TAKT_REQUIRES(hard_off) {
    for (uint32_t moved = 0; moved < limits::waiters_per_step; ++moved) {
        Thread* thread = queue.pop();
        if (thread == nullptr) {
            return Leaving::done;
        }
        wake(pass, *thread, result);
    }
    return queue.is_empty() ? Leaving::done : Leaving::some_left;
}

[[nodiscard]] bool flush_step(Pass& pass, Unfinished& work) TAKT_REQUIRES(hard_off) {
    DonationGuard guard{pass};
    Mutex* mutex = pass.kernel.mutexes.find(work.object);
    if (mutex == nullptr || !mutex->is_live(work.object)) {
        return true;
    }
    return send_away(pass, *mutex, to_abi(Error::not_recoverable)) == Leaving::done;
}

constexpr int64_t gone = to_abi(Error::removed);

/// One step of sending away whoever waits for a closing object; done: nobody is left, and none can
/// come.
[[nodiscard]] Leaving empty_step(Pass& pass, Mutex& mutex) TAKT_REQUIRES(hard_off) {
    DonationGuard guard{pass};
    if (mutex.owner != nullptr) { // only when its whole process goes away
        change_owner(pass, mutex, nullptr);
    }
    return send_away(pass, mutex, gone);
}

[[nodiscard]] Leaving empty_step(Pass& pass, Cond& cond) TAKT_REQUIRES(hard_off) {
    DonationGuard guard{pass};
    WaitQueue& queue = cond.leaving().is_empty() ? cond.waiting() : cond.leaving();
    const Leaving left = send_away(pass, queue, gone);
    return cond.leaving().is_empty() && cond.waiting().is_empty() ? left : Leaving::some_left;
}

[[nodiscard]] Leaving empty_step(Pass& pass, Semaphore& semaphore) TAKT_REQUIRES(hard_off) {
    LockGuard guard{semaphore.lock, pass.held};
    return send_away(pass, semaphore.waiters, gone);
}

[[nodiscard]] Leaving empty_step(Pass& pass, EventFlags& flags) TAKT_REQUIRES(hard_off) {
    LockGuard guard{flags.lock, pass.held};
    WaitQueue& queue = flags.leaving().is_empty() ? flags.waiting() : flags.leaving();
    const Leaving left = send_away(pass, queue, gone);
    return flags.leaving().is_empty() && flags.waiting().is_empty() ? left : Leaving::some_left;
}

[[nodiscard]] Leaving empty_step(Pass& pass, MessageQueue& queue) TAKT_REQUIRES(hard_off) {
    LockGuard guard{queue.lock, pass.held};
    WaitQueue& waiters = queue.receivers.is_empty() ? queue.senders : queue.receivers;
    return send_away(pass, waiters, gone);
}

[[nodiscard]] Leaving empty_step(Pass& pass, TimerObject& timer) TAKT_REQUIRES(hard_off) {
    LockGuard guard{timer.lock, pass.held};
    return send_away(pass, timer.waiters, gone);
}

template<typename P>
[[nodiscard]] bool close_step(Pass& pass, P& pool, Handle name) TAKT_REQUIRES(hard_off) {
    auto* object = pool.find(name);
    if (object == nullptr) {
        return true;
    }
    if (empty_step(pass, *object) == Leaving::some_left) {
        return false;
    }
    destroy(pass, pool, *object);
    return true;
}

[[nodiscard]] bool close_step(Pass& pass, Handle name) TAKT_REQUIRES(hard_off) {
    Kernel& kernel = pass.kernel;
    switch (name.kind()) {
    case Kind::mutex:
        return close_step(pass, kernel.mutexes, name);
    case Kind::cond:
        return close_step(pass, kernel.conds, name);
    case Kind::semaphore:
        return close_step(pass, kernel.semaphores, name);
    case Kind::flags:
        return close_step(pass, kernel.flags, name);
    case Kind::queue:
        return close_step(pass, kernel.queues, name);
    case Kind::timer:
        return close_step(pass, kernel.timers, name);
    case Kind::none:
    case Kind::thread:
        break;
    }
    return true;
}

[[nodiscard]] bool step(Pass& pass, Unfinished& work) TAKT_REQUIRES(hard_off) {
    switch (work.what) {
    case Unfinished::What::nothing:
        return true;
    case Unfinished::What::broadcast:
        return broadcast_step(pass, work);
    case Unfinished::What::flags:
        return flags_step(pass, work);
    case Unfinished::What::close:
        return close_step(pass, work.object);
    case Unfinished::What::flush:
        return flush_step(pass, work);
    }
    return true;
}

} // namespace

TAKT_COLD bool take_step(Pass& pass, Unfinished& work) {
    if (!step(pass, work)) {
        return false;
    }
    work = {};
    return true;
}

} // namespace takt
