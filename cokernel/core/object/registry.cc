// SPDX-License-Identifier: GPL-2.0-only
// Implements making and unmaking objects.
#include "object/registry.hpp"

#include <type_traits>

#include "base/annotations.hpp"
#include "base/loop_bound.hpp"
#include "object/mutex_calls.hpp"
#include "object/timer_calls.hpp"

namespace takt {

namespace {

template<typename T, Kind kind, uint32_t size>
[[nodiscard]] Outcome name_it(Pool<T, kind, size>& pool, T& object, uint32_t flags) {
    object.shared = (flags & TAKT_SHARED) != 0;
    pool.publish(object);
    return Outcome::done(object.handle().raw());
}

/// Room for @p count messages in @p queue, which nobody knows yet. Returns false if there is too
/// little.
[[nodiscard]] bool reserve_messages(Pass& pass, MessageQueue& queue, uint32_t count)
    TAKT_REQUIRES(hard_off) {
    LockGuard registry{pass.kernel.registry_lock, pass.held};
    const MessageUnits units = pass.kernel.free_messages.take(count);
    if (units.is_empty()) {
        return false;
    }
    LockGuard guard{queue.lock, pass.held};
    queue.units = queue.untouched = units;
    queue.used_of_first = 0;
    queue.capacity = count;
    return true;
}

/// Its slots stay in its lists, which are emptied when the next queue is made of this one.
void return_messages(Pass& pass, MessageQueue& queue) TAKT_REQUIRES(hard_off) {
    LockGuard registry{pass.kernel.registry_lock, pass.held};
    LockGuard guard{queue.lock, pass.held};
    pass.kernel.free_messages.add(queue.units);
    queue.units = queue.untouched = {};
    queue.capacity = queue.count = queue.occupied = 0;
}

/// From here on nobody new can wait for it. Returns false if it is not live, or @p self may not.
template<typename T, Kind kind, uint32_t size>
[[nodiscard]] Error begin_close(Pass& pass, Pool<T, kind, size>& pool, const Process& process,
                                Handle name) TAKT_REQUIRES(hard_off) {
    T* object = pool.find(name);
    if (object == nullptr) {
        return Error::stale;
    }
    LockGuard guard{object->lock, pass.held};
    if (!object->is_live(name)) {
        return Error::stale;
    }
    if (object->process != &process) {
        return Error::not_permitted;
    }
    object->closing = true;
    return Error::none;
}

/// As above for what the donation lock guards.
template<typename T, Kind kind, uint32_t size>
[[nodiscard]] Error begin_close_donation(Pass& pass, Pool<T, kind, size>& pool,
                                         const Process& process, Handle name)
    TAKT_REQUIRES(hard_off) {
    DonationGuard guard{pass};
    T* object = pool.find(name);
    if (object == nullptr || !object->is_live(name)) {
        return Error::stale;
    }
    if (object->process != &process) {
        return Error::not_permitted;
    }
    if constexpr (kind == Kind::mutex) {
        take_over(pass, *object);
        if (object->owner != nullptr) {
            return Error::busy;
        }
    }
    object->closing = true;
    return Error::none;
}

} // namespace

template<typename T>
Handle begin_close_any(Pass& pass, T& slot, const Process& process) {
    const Handle name = slot.handle();
    if (name == Handle{}) {
        return {};
    }
    if constexpr (std::is_same_v<T, Mutex> || std::is_same_v<T, Cond>) {
        DonationGuard guard{pass};
        if (slot.handle() != name || slot.process != &process) {
            return {};
        }
        slot.closing = true;
    } else {
        LockGuard guard{slot.lock, pass.held};
        if (slot.handle() != name || slot.process != &process) {
            return {};
        }
        slot.closing = true;
    }
    return name;
}

template Handle begin_close_any(Pass&, Mutex&, const Process&);
template Handle begin_close_any(Pass&, Cond&, const Process&);
template Handle begin_close_any(Pass&, Semaphore&, const Process&);
template Handle begin_close_any(Pass&, EventFlags&, const Process&);
template Handle begin_close_any(Pass&, MessageQueue&, const Process&);
template Handle begin_close_any(Pass&, TimerObject&, const Process&);

TAKT_COLD Outcome create_mutex(Pass& pass, Thread& self, uint32_t flags) {
    auto& pool = pass.kernel.mutexes;
    const Result<Mutex*> slot = obtain(pass, pool, *self.process);
    if (!slot) {
        return Outcome::failed(slot.error());
    }
    Mutex& mutex = **slot;
    mutex.owner = nullptr;
    mutex.depth = 0;
    mutex.recursive = (flags & TAKT_RECURSIVE) != 0;
    mutex.robust = (flags & TAKT_ROBUST) != 0;
    mutex.state = MutexState::sound;
    mutex.node.mutex = &mutex;
    mutex.word = nullptr;
    mutex.left_to_users = false;
    DonationGuard guard{pass}; // nobody who guesses its name finds it half made
    const Outcome outcome = name_it(pool, mutex, flags);
    if (self.process->mutex_words != nullptr && !mutex.shared) {
        mutex.word = &self.process->mutex_words[mutex.handle().index()];
        leave_to_users(mutex);
    }
    return outcome;
}

TAKT_COLD Outcome create_cond(Pass& pass, Thread& self, uint32_t flags) {
    auto& pool = pass.kernel.conds;
    const Result<Cond*> slot = obtain(pass, pool, *self.process);
    return slot ? name_it(pool, **slot, flags) : Outcome::failed(slot.error());
}

TAKT_COLD Outcome create_semaphore(Pass& pass, Thread& self, uint32_t initial, uint32_t maximum,
                                   uint32_t flags) {
    auto& pool = pass.kernel.semaphores;
    const Result<Semaphore*> slot = obtain(pass, pool, *self.process);
    if (!slot) {
        return Outcome::failed(slot.error());
    }
    Semaphore& semaphore = **slot;
    {
        LockGuard guard{semaphore.lock, pass.held};
        semaphore.value = initial;
        semaphore.maximum = maximum;
    }
    return name_it(pool, semaphore, flags);
}

TAKT_COLD Outcome create_flags(Pass& pass, Thread& self, uint32_t initial, uint32_t flags) {
    auto& pool = pass.kernel.flags;
    const Result<EventFlags*> slot = obtain(pass, pool, *self.process);
    if (!slot) {
        return Outcome::failed(slot.error());
    }
    EventFlags& group = **slot;
    {
        LockGuard guard{group.lock, pass.held};
        group.bits = initial;
    }
    return name_it(pool, group, flags);
}

TAKT_COLD Outcome create_queue(Pass& pass, Thread& self, uint32_t messages, uint32_t bytes,
                               uint32_t flags) {
    auto& pool = pass.kernel.queues;
    const Result<MessageQueue*> slot = obtain(pass, pool, *self.process);
    if (!slot) {
        return Outcome::failed(slot.error());
    }
    MessageQueue& queue = **slot;
    {
        LockGuard guard{queue.lock, pass.held};
        queue.unused.init();
        for (List<MessageSlot>& level : queue.level) {
            level.init();
        }
        queue.bytes_max = bytes;
        queue.count = queue.occupied = 0;
    }
    if (!reserve_messages(pass, queue, messages)) {
        give_back(pass, pool, queue);
        return Outcome::failed(Error::table_full);
    }
    return name_it(pool, queue, flags);
}

TAKT_COLD Outcome create_timer(Pass& pass, Thread& self, uint32_t flags) {
    auto& pool = pass.kernel.timers;
    const Result<TimerObject*> slot = obtain(pass, pool, *self.process);
    if (!slot) {
        return Outcome::failed(slot.error());
    }
    TimerObject& timer = **slot;
    {
        LockGuard guard{timer.lock, pass.held};
        timer.timer.kind = TimerKind::object;
        timer.timer.object = &timer;
        timer.armed = false;
        timer.expiries = 0;
    }
    return name_it(pool, timer, flags);
}

TAKT_COLD Outcome close_object(Pass& pass, Thread& self, Handle name) {
    Kernel& kernel = pass.kernel;
    Error error = Error::stale;
    switch (name.kind()) {
    case Kind::mutex:
        error = begin_close_donation(pass, kernel.mutexes, *self.process, name);
        break;
    case Kind::cond:
        error = begin_close_donation(pass, kernel.conds, *self.process, name);
        break;
    case Kind::semaphore:
        error = begin_close(pass, kernel.semaphores, *self.process, name);
        break;
    case Kind::flags:
        error = begin_close(pass, kernel.flags, *self.process, name);
        break;
    case Kind::queue:
        error = begin_close(pass, kernel.queues, *self.process, name);
        break;
    case Kind::timer:
        error = begin_close(pass, kernel.timers, *self.process, name);
        break;
    case Kind::thread:
        error = Error::invalid;
        break;
    case Kind::none:
        break;
    }
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    self.unfinished = {.what = Unfinished::What::close, .object = name};
    return Outcome::done(0);
}

void destroy(Pass& pass, decltype(Kernel::mutexes)& pool, Mutex& mutex) {
    {
        DonationGuard guard{pass};
        pool.unpublish(mutex);
    }
    give_back(pass, pool, mutex);
}

void destroy(Pass& pass, decltype(Kernel::conds)& pool, Cond& cond) {
    {
        DonationGuard guard{pass};
        pool.unpublish(cond);
    }
    give_back(pass, pool, cond);
}

void destroy(Pass& pass, decltype(Kernel::semaphores)& pool, Semaphore& semaphore) {
    {
        LockGuard guard{semaphore.lock, pass.held};
        pool.unpublish(semaphore);
    }
    give_back(pass, pool, semaphore);
}

void destroy(Pass& pass, decltype(Kernel::flags)& pool, EventFlags& flags) {
    {
        LockGuard guard{flags.lock, pass.held};
        pool.unpublish(flags);
    }
    give_back(pass, pool, flags);
}

void destroy(Pass& pass, decltype(Kernel::queues)& pool, MessageQueue& queue) {
    {
        LockGuard guard{queue.lock, pass.held};
        pool.unpublish(queue);
    }
    return_messages(pass, queue);
    give_back(pass, pool, queue);
}

void destroy(Pass& pass, decltype(Kernel::timers)& pool, TimerObject& timer) {
    {
        LockGuard guard{timer.lock, pass.held};
        disarm(pass, timer);
        pool.unpublish(timer);
    }
    give_back(pass, pool, timer);
}

} // namespace takt
