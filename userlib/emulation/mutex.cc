// SPDX-License-Identifier: MIT
// Implements mutexes and condition variables of the emulation.
#include <cerrno>

#include "objects.hpp"

namespace takt::emulation {

int64_t lock_mutex(Object& mutex, uint64_t until, uint32_t how) {
    if (mutex.lost) {
        return -ENOTRECOVERABLE;
    }
    if (mutex.owner == 0) {
        mutex.owner = own_handle();
        mutex.depth = 1;
        return mutex.owner_died ? -EOWNERDEAD : 0;
    }
    if (mutex.owner == own_handle()) {
        if ((mutex.flags & TAKT_RECURSIVE) == 0) {
            return -EDEADLK;
        }
        ++mutex.depth;
        return 0;
    }
    Waiter waiter;
    const int64_t result = wait(mutex, waiter, until, how);
    return result == -EAGAIN ? -EBUSY : result;
}

int64_t unlock_mutex(Object& mutex) {
    if (mutex.owner != own_handle()) {
        return -EPERM;
    }
    if (--mutex.depth > 0) {
        return 0;
    }
    if (mutex.owner_died) {
        mutex.lost = true;
        mutex.owner = 0;
        while (Waiter* waiter = pop(mutex)) {
            end_wait(*waiter, -ENOTRECOVERABLE);
        }
        return 0;
    }
    Waiter* next = pop(mutex);
    mutex.owner = next != nullptr ? next->thread : 0;
    mutex.depth = next != nullptr;
    if (next != nullptr) {
        end_wait(*next, 0);
    }
    return 0;
}

int64_t mutex_call(takt_call_number number, const uint64_t (&argument)[6]) {
    Object* mutex = nullptr;
    if (number == TAKT_CALL_MUTEX_CREATE) {
        const int64_t handle = create(Kind::mutex, mutex);
        if (handle >= 0) {
            mutex->flags = static_cast<uint32_t>(argument[0]);
        }
        return handle;
    }
    mutex = find(argument[0], Kind::mutex);
    if (mutex == nullptr) {
        return -ESTALE;
    }
    switch (number) {
    case TAKT_CALL_MUTEX_LOCK:
        return lock_mutex(*mutex, argument[1], static_cast<uint32_t>(argument[2]));
    case TAKT_CALL_MUTEX_UNLOCK:
        return unlock_mutex(*mutex);
    default:
        if (mutex->owner != own_handle()) {
            return -EPERM;
        }
        if (!mutex->owner_died) {
            return -EINVAL;
        }
        mutex->owner_died = false;
        return 0;
    }
}

namespace {

int64_t cond_wait(Object& cond, Object& mutex, uint64_t until, uint32_t how) {
    if (mutex.owner != own_handle()) {
        return -EPERM;
    }
    if (mutex.depth != 1) {
        return -EINVAL;
    }
    unlock_mutex(mutex);
    Waiter waiter;
    const int64_t result = until == 0 ? -ETIMEDOUT : wait(cond, waiter, until, how);
    if (result != 0 && result != -ETIMEDOUT) {
        return result;
    }
    const int64_t locked = lock_mutex(mutex, TAKT_FOREVER, 0);
    return locked != 0 ? locked : result;
}

} // namespace

int64_t cond_call(takt_call_number number, const uint64_t (&argument)[6]) {
    Object* cond = nullptr;
    if (number == TAKT_CALL_COND_CREATE) {
        return create(Kind::cond, cond);
    }
    cond = find(argument[0], Kind::cond);
    if (cond == nullptr) {
        return -ESTALE;
    }
    if (number == TAKT_CALL_COND_WAIT) {
        Object* mutex = find(argument[1], Kind::mutex);
        return mutex == nullptr
                   ? -ESTALE
                   : cond_wait(*cond, *mutex, argument[2], static_cast<uint32_t>(argument[3]));
    }
    do {
        Waiter* waiter = pop(*cond);
        if (waiter == nullptr) {
            break;
        }
        end_wait(*waiter, 0);
    } while (number == TAKT_CALL_COND_BROADCAST);
    return 0;
}

} // namespace takt::emulation
