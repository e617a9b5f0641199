// SPDX-License-Identifier: MIT
// Implements handles and waiting of the emulation.
#include "objects.hpp"

#include <cerrno>
#include <ctime>

namespace takt::emulation {

pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;

namespace {

Object objects[object_limit];

void enqueue(Object& object, Waiter& waiter) {
    Waiter** place = &object.waiters;
    while (*place != nullptr && (*place)->priority >= waiter.priority) {
        place = &(*place)->next;
    }
    waiter.next = *place;
    *place = &waiter;
}

void remove(Object& object, const Waiter& waiter) {
    for (Waiter** place = &object.waiters; *place != nullptr; place = &(*place)->next) {
        if (*place == &waiter) {
            *place = waiter.next;
            return;
        }
    }
}

} // namespace

int64_t create(Kind kind, Object*& object) {
    for (uint32_t index = 0; index < object_limit; ++index) {
        if (objects[index].kind == Kind::none) {
            object = &objects[index];
            const uint32_t generation = (object->generation + 1) & 0x3ffff;
            *object = Object{};
            object->kind = kind;
            object->generation = generation == 0 ? 1 : generation;
            return int64_t{object->generation} << index_bits | index;
        }
    }
    return -ENOSPC;
}

Object* find_any(uint64_t handle) {
    const uint64_t index = handle & ((1U << index_bits) - 1);
    if (index >= object_limit) {
        return nullptr;
    }
    Object& object = objects[index];
    return object.kind != Kind::none && object.generation == handle >> index_bits ? &object
                                                                                  : nullptr;
}

Object* find(uint64_t handle, Kind kind) {
    Object* object = find_any(handle);
    return object != nullptr && object->kind == kind ? object : nullptr;
}

void owner_dies(uint32_t thread) {
    for (Object& object : objects) {
        if (object.kind == Kind::mutex && object.owner == thread) {
            object.owner_died = (object.flags & TAKT_ROBUST) != 0;
            object.depth = 1;
            object.lost = false;
            // Handing it on clears the owner.
            Waiter* next = pop(object);
            object.owner = next != nullptr ? next->thread : 0;
            object.depth = next != nullptr;
            if (next != nullptr) {
                end_wait(*next, object.owner_died ? -EOWNERDEAD : 0);
            }
        }
    }
}

void end_wait(Waiter& waiter, int64_t result) {
    waiter.done = true;
    waiter.result = result;
    pthread_cond_signal(&waiter.cond);
}

Waiter* pop(Object& object) {
    Waiter* first = object.waiters;
    if (first != nullptr) {
        object.waiters = first->next;
    }
    return first;
}

bool sleep(pthread_cond_t& cond, uint64_t until, uint32_t how) {
    if (until == TAKT_FOREVER) {
        return pthread_cond_wait(&cond, &big) == 0;
    }
    const bool real = (how & TAKT_CLOCK_MASK) == TAKT_CLOCK_REALTIME;
    const timespec time{static_cast<time_t>(until / 1'000'000'000),
                        static_cast<long>(until % 1'000'000'000)};
    return pthread_cond_clockwait(&cond, &big, real ? CLOCK_REALTIME : CLOCK_MONOTONIC, &time) == 0;
}

int64_t wait(Object& object, Waiter& waiter, uint64_t until, uint32_t how) {
    if (until == 0) {
        return -EAGAIN;
    }
    waiter.priority = own_priority();
    waiter.thread = own_handle();
    enqueue(object, waiter);
    while (!waiter.done) {
        if (!sleep(waiter.cond, until, how) && !waiter.done) {
            remove(object, waiter);
            return -ETIMEDOUT;
        }
    }
    return waiter.result;
}

} // namespace takt::emulation
