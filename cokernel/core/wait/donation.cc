// SPDX-License-Identifier: GPL-2.0-only
// Implements SC donation along the chain waiter -> mutex -> owner -> mutex -> ...
#include "wait/donation.hpp"

#include "base/check.hpp"
#include "sched/scheduler.hpp"
#include "seam/cpu.h"

namespace takt {

namespace {

[[nodiscard]] Urgency key_of(const Mutex& mutex) {
    return {mutex.waiters.tree().first()->key};
}

/// The most urgent context of its own and the donated ones; its own among equals.
[[nodiscard]] SchedulingContext& best_of(Thread& thread) TAKT_REQUIRES(donation_held) {
    const TreeNode* first = thread.contended.first();
    if (first == nullptr) {
        return thread.own;
    }
    SchedulingContext& donated =
        *static_cast<const ContendedNode*>(first)->mutex->waiters.top()->effective;
    return donated.urgency().is_more_urgent_than(thread.own.urgency()) ? donated : thread.own;
}

/// @p context becomes that on which @p thread, which is runnable, runs: into the queue with it.
void enqueue_for(Cpu& cpu, Thread& thread, SchedulingContext& context, Place place)
    TAKT_REQUIRES(cpu.lock) {
    context.set_powers(&thread);
    // It used up its slice before it was left for another context: its equals come first.
    if (context.slice().ns != 0 && context.left().ns == 0) {
        context.refill();
        place = Place::tail;
    }
    cpu.queue.enqueue(context, place);
}

/// Let @p thread run on @p best. Returns whether anything changed.
bool run_on(Pass& pass, Cpu& cpu, Thread& thread, SchedulingContext& best, Place place)
    TAKT_REQUIRES(hard_off, donation_held, cpu.lock) {
    SchedulingContext& before = *thread.effective;
    const Stage stage = thread.stage.load(std::memory_order_relaxed);
    const bool queued = is_runnable(stage);
    if (&before == &best && (!queued || before.queued_urgency() == before.urgency())) {
        return false;
    }
    if (queued) {
        if (cpu.running == &thread) {
            cpu.charge(pass.now);
        }
        cpu.queue.dequeue(before);
    }
    thread.effective = &best;
    if (queued) {
        enqueue_for(cpu, thread, best, place);
        if (cpu.running == &thread) {
            cpu.charged = &best;
        }
        if (&cpu == &pass.cpu) {
            pass.queue_changed = true;
        } else {
            takt_plat_ipi(cpu.id);
        }
    }
    return true;
}

/// The urgency of @p thread changed while it waits for something that is no mutex.
void rekey_elsewhere(Pass& pass, Thread& thread, Object& object)
    TAKT_REQUIRES(hard_off, donation_held) {
    if (object.kind == Kind::cond) { // under the donation lock, too
        thread.wait_node.queue->rekey(thread.wait_node, thread.effective->urgency());
        return;
    }
    LockGuard object_guard{object.lock, pass.held};
    Cpu& cpu = pass.kernel.cpu_of(thread);
    LockGuard cpu_guard{cpu.lock, pass.held};
    if (thread.blocked_on == &object && thread.wait_node.queue != nullptr) {
        thread.wait_node.queue->rekey(thread.wait_node, thread.effective->urgency());
    }
}

/// Put @p mutex where its most urgent waiter puts it among what its owner owns.
void file_with_owner(Mutex& mutex) TAKT_REQUIRES(donation_held) {
    Tree& contended = mutex.owner->contended;
    if (mutex.node.linked) {
        if (!mutex.waiters.is_empty() && mutex.node.key == key_of(mutex).key) {
            return;
        }
        contended.erase(mutex.node);
    }
    if (!mutex.waiters.is_empty()) {
        contended.insert(mutex.node, key_of(mutex).key);
    }
}

/// The height of @p thread was @p before; tell the mutexes and owners that it waits for.
void height_changed(Thread& thread, uint32_t before) TAKT_REQUIRES(donation_held) {
    Thread* at = &thread;
    for (uint32_t link = 0; link < limits::chain_links; ++link) {
        const uint32_t now = at->heights.above();
        Mutex* mutex = at->waits_for;
        if (now == before || mutex == nullptr) {
            return;
        }
        mutex->heights.remove(before);
        mutex->heights.add(now);
        at = mutex->owner;
        if (at == nullptr) {
            return;
        }
        const uint32_t before_above = at->heights.above();
        at->heights.remove(before);
        at->heights.add(now);
        before = before_above;
    }
}

} // namespace

Error may_donate(const Thread& waiter, const Mutex& mutex) {
    uint32_t links = waiter.heights.above() + 1;
    const Mutex* at = &mutex;
    for (uint32_t link = 0; link <= limits::chain_links; ++link) {
        const Thread* owner = at->owner;
        if (owner == &waiter) {
            return Error::deadlock;
        }
        if (links > limits::chain_links) {
            return Error::chain_too_long;
        }
        if (owner == nullptr || owner->waits_for == nullptr) {
            return Error::none;
        }
        at = owner->waits_for;
        ++links;
    }
    return Error::chain_too_long;
}

void waiter_came(Pass& pass, Thread& waiter, Mutex& mutex) {
    waiter.waits_for = &mutex;
    Thread& owner = *mutex.owner;
    const uint32_t before = owner.heights.above();
    mutex.heights.add(waiter.heights.above());
    owner.heights.add(waiter.heights.above());
    height_changed(owner, before);
    file_with_owner(mutex);
    const bool same_cpu =
        waiter.cpu.load(std::memory_order_relaxed) == owner.cpu.load(std::memory_order_relaxed);
    // It was at the head of its level when it blocked, and stays there in the service of the owner.
    refresh(pass, owner, same_cpu ? Place::head : Place::tail);
    TAKT_TRACE(pass.trace, donate, owner.handle().raw(), waiter.handle().raw(),
               owner.heights.above());
}

void waiter_left(Pass& pass, Thread& waiter, Mutex& mutex) {
    waiter.waits_for = nullptr;
    mutex.heights.remove(waiter.heights.above());
    if (mutex.owner == nullptr) {
        return;
    }
    Thread& owner = *mutex.owner;
    const uint32_t before = owner.heights.above();
    owner.heights.remove(waiter.heights.above());
    height_changed(owner, before);
    file_with_owner(mutex);
    refresh(pass, owner, Place::head);
}

void change_owner(Pass& pass, Mutex& mutex, Thread* next) {
    Thread* previous = mutex.owner;
    if (previous != nullptr && mutex.node.linked) {
        previous->contended.erase(mutex.node);
        const uint32_t before = previous->heights.above();
        previous->heights.remove(mutex.heights);
        height_changed(*previous, before);
        refresh(pass, *previous, Place::head);
    }
    if (next != nullptr && next->waits_for == &mutex) {
        next->waits_for = nullptr;
        mutex.heights.remove(next->heights.above());
    }
    mutex.owner = next;
    if (next != nullptr && !mutex.waiters.is_empty()) {
        next->heights.add(mutex.heights);
        file_with_owner(mutex);
        // It was the most urgent waiter: the others have nothing to give it.
        TAKT_DEBUG_CHECK(&best_of(*next) == next->effective);
    }
}

bool hand_over_here(Pass& pass, Mutex& mutex) {
    Thread& heir = *mutex.waiters.top();
    SchedulingContext& lent = *heir.effective;
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    Thread* owner = cpu.running;
    if (owner == nullptr || owner != mutex.owner || owner->effective != &lent ||
        !mutex.waiters.tree().has_one() || !owner->contended.has_one() ||
        heir.cpu.load(std::memory_order_relaxed) != cpu.id || lent.slice().ns != 0 ||
        !cpu.queue.is_alone(lent)) {
        return false;
    }
    mutex.waiters.remove(heir.wait_node);
    mutex.heights = {};
    owner->contended.erase(mutex.node);
    owner->heights = {};
    heir.waits_for = nullptr;
    mutex.owner = &heir;

    cpu.charge(pass.now);
    owner->effective = &owner->own;
    enqueue_for(cpu, *owner, owner->own, Place::head);
    cpu.charged = &owner->own;
    end_wait(pass, cpu, heir, heir.wait.result);
    lent.set_powers(&heir);
    TAKT_TRACE(pass.trace, wake, heir.handle().raw(), cpu.id,
               static_cast<uint64_t>(heir.wait.result));
    pass.queue_changed = true;
    return true;
}

void refresh(Pass& pass, Thread& start, Place place) {
    Thread* thread = &start;
    for (uint32_t link = 0; link <= limits::chain_links; ++link) {
        SchedulingContext& best = best_of(*thread);
        Object* waits_elsewhere = nullptr;
        bool changed;
        {
            Cpu& cpu = pass.kernel.cpu_of(*thread);
            LockGuard guard{cpu.lock, pass.held};
            changed = run_on(pass, cpu, *thread, best, place);
            waits_elsewhere = thread->waits_for == nullptr ? thread->blocked_on : nullptr;
        }
        Mutex* mutex = thread->waits_for;
        if (mutex == nullptr) {
            if (waits_elsewhere != nullptr) {
                rekey_elsewhere(pass, *thread, *waits_elsewhere);
            }
            return;
        }
        if (!changed && thread->wait_node.key == best.urgency().key) {
            return;
        }
        thread->wait_node.queue->rekey(thread->wait_node, best.urgency());
        if (mutex->owner == nullptr) {
            return;
        }
        file_with_owner(*mutex);
        thread = mutex->owner;
    }
}

} // namespace takt
