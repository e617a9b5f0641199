// SPDX-License-Identifier: GPL-2.0-only
// Owns the invariants of semaphores, event flags, queues, timer objects and of the pools.
#include "invariants.hpp"

#include <algorithm>

namespace takt::sim {

bool Invariants::has_unfinished(Handle object) const {
    bool found = false;
    for_each_thread([&](Thread& thread) {
        found = found || (thread.unfinished.what != Unfinished::What::nothing &&
                          thread.unfinished.object == object);
    });
    return found;
}

/// The waiters of @p object are blocked on it, in the order of urgency.
const char* Invariants::check_waiters(const WaitQueue& queue, const Object& object) const {
    uint64_t last = 0;
    uint32_t count = 0;
    for (const TreeNode* node = queue.tree().first(); node != nullptr; node = Tree::next(*node)) {
        const auto& waiter = static_cast<const WaitNode&>(*node);
        if (waiter.key < last || ++count > limits::threads) {
            return "I18: the waiters of an object are not in order";
        }
        last = waiter.key;
        if (waiter.queue != &queue || waiter.thread->blocked_on != &object ||
            waiter.thread->stage_now() != Stage::blocked) {
            return "I20: a thread is in the wait queue of an object that it does not wait for";
        }
    }
    return nullptr;
}

const char* Invariants::check_objects(const World& world) const {
    const char* broken = nullptr;
    const auto look_at = [&](auto& pool, auto look) {
        for (uint32_t index = 0; index < pool.capacity && broken == nullptr; ++index) {
            auto& object = pool.at(index);
            if (object.handle().raw() != 0 && !object.closing && is_free(world, &object.lock)) {
                broken = look(object);
            }
        }
    };
    const bool settled = std::ranges::none_of(
        world.cpu, [](const sim::Cpu& cpu) { return cpu.in_pass() || cpu.irq_off; });
    look_at(kernel_.semaphores, [&](Semaphore& semaphore) {
        if (semaphore.value > semaphore.maximum) {
            return "I30: a semaphore is above its maximum";
        }
        if (semaphore.value != 0 && !semaphore.waiters.is_empty()) {
            return "I20 lost wake-up: a thread waits for a semaphore that is not zero";
        }
        return check_waiters(semaphore.waiters, semaphore);
    });
    look_at(kernel_.flags, [&](EventFlags& flags) -> const char* {
        // While a round is being gone through, the flags may satisfy somebody who is not yet
        // reached.
        if (!settled || has_unfinished(flags.handle())) {
            return nullptr;
        }
        const WaitQueue& waiting = flags.waiting();
        for (const TreeNode* node = waiting.tree().first(); node != nullptr;
             node = Tree::next(*node)) {
            const WaitArguments& wait = static_cast<const WaitNode&>(*node).thread->wait;
            const uint32_t common = flags.bits & wait.flags_mask;
            if ((wait.flags_mode & TAKT_FLAGS_ALL) != 0 ? common == wait.flags_mask : common != 0) {
                return "I20 lost wake-up: a thread waits for event flags that are set";
            }
        }
        if (!flags.leaving().is_empty()) {
            return "I20 lost wake-up: a round of event flags is left unfinished";
        }
        return check_waiters(waiting, flags);
    });
    look_at(kernel_.queues, [&](MessageQueue& queue) -> const char* {
        if (queue.count != 0 && !queue.receivers.is_empty()) {
            return "I20 lost wake-up: a thread waits for a message that is there";
        }
        if (queue.count < queue.capacity && !queue.senders.is_empty()) {
            return "I20 lost wake-up: a thread waits for room that is there";
        }
        uint32_t count = 0;
        for (uint32_t priority = 0; priority < message_priorities; ++priority) {
            const auto& level = queue.level[priority];
            if (level.is_empty() == ((queue.occupied >> priority & 1) != 0)) {
                return "I4: a message queue is wrong about which priorities it holds";
            }
            for (MessageSlot* slot = level.front(); slot != nullptr; slot = level.after(*slot)) {
                ++count;
            }
        }
        if (count != queue.count) {
            return "I30: a message queue has lost count of its messages";
        }
        const char* receivers = check_waiters(queue.receivers, queue);
        return receivers != nullptr ? receivers : check_waiters(queue.senders, queue);
    });
    look_at(kernel_.timers, [&](TimerObject& timer) {
        if (timer.expiries != 0 && !timer.waiters.is_empty()) {
            return "I20 lost wake-up: a thread waits for an expiry that has happened";
        }
        return check_waiters(timer.waiters, timer);
    });
    if (broken == nullptr && is_free(world, &kernel_.donation_lock)) {
        for (uint32_t index = 0; index < limits::conds && broken == nullptr; ++index) {
            Cond& cond = kernel_.conds.at(index);
            if (cond.handle().raw() == 0 || cond.closing) {
                continue;
            }
            broken = check_waiters(cond.waiting(), cond);
            if (broken == nullptr && settled && !cond.leaving().is_empty() &&
                !has_unfinished(cond.handle())) {
                broken = "I20 lost wake-up: a broadcast is left unfinished";
            }
        }
    }
    return broken;
}

const char* Invariants::check_pools() const {
    const auto used = [](auto& pool) {
        uint32_t count = 0;
        for (uint32_t index = 0; index < pool.capacity; ++index) {
            count += pool.at(index).handle().raw() != 0 ? 1 : 0;
        }
        return count != 0 || pool.used() != 0;
    };
    if (used(kernel_.threads) || used(kernel_.mutexes) || used(kernel_.conds) ||
        used(kernel_.semaphores) || used(kernel_.flags) || used(kernel_.queues) ||
        used(kernel_.timers)) {
        return "I31: an object has outlived its process";
    }
    return kernel_.free_messages == MessageUnits::all() ? nullptr
                                                        : "I31: message buffers have leaked";
}

const char* Invariants::before_teardown(const World& world) const {
    for (uint8_t index = 0; index < scenario_.objects.size(); ++index) {
        const Handle name{world.handle[index]};
        const OracleState::Counter& counter = world.oracle.counter[index];
        const auto left = static_cast<uint32_t>(counter.done - counter.taken);
        if (Semaphore* semaphore = kernel_.semaphores.find(name);
            semaphore != nullptr && semaphore->value != scenario_.objects[index].arg[0] + left) {
            return "I20: a semaphore is not what posts and waits have made of it";
        }
        if (MessageQueue* queue = kernel_.queues.find(name);
            queue != nullptr && queue->count != left) {
            return "I20: a queue holds more or fewer messages than were sent and not received";
        }
    }
    for (uint32_t index = 0; index < limits::mutexes; ++index) {
        const Mutex& mutex = kernel_.mutexes.at(index);
        if (mutex.owner != nullptr ||
            (mutex.left_to_users && mutex.word->owner() != Handle{} && !scenario_.scribbles)) {
            return "I16: a mutex is owned by a thread that is gone";
        }
    }
    if (kernel_.threads.used() != 0) {
        return "I31: a thread has outlived its detach";
    }
    return nullptr;
}

const char* Invariants::at_end() const {
    for (uint32_t index = 0; index < scenario_.cpus; ++index) {
        const takt::Cpu& cpu = kernel_.cpus[index];
        if (cpu.running != nullptr || cpu.queue.top() != nullptr ||
            !cpu.timers.heap(Clock::monotonic).is_empty() ||
            !cpu.timers.heap(Clock::realtime).is_empty()) {
            return "I31: something is left on a CPU after the end";
        }
    }
    for (const Process& process : kernel_.processes) {
        if (process.attached) {
            return "I31: a process is still attached after the end";
        }
        for (const uint32_t used : process.used) {
            if (used != 0) {
                return "I31: a process that is gone still pays for objects";
            }
        }
    }
    return check_pools();
}

} // namespace takt::sim
