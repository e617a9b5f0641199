// SPDX-License-Identifier: MIT
// Owns the emulation's objects, all guarded by one lock: correctness is its purpose, not speed.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include <pthread.h>

#include "takt/takt.h"

namespace takt::emulation {

enum class Kind : uint8_t { none, mutex, cond, semaphore, flags, queue, timer };

/// A thread's wait for one object.
struct Waiter {
    Waiter* next = nullptr;
    pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
    int priority = 0;
    bool done = false;
    int64_t result = 0;
    uint32_t mask = 0; ///< of event flags
    uint32_t mode = 0;
    uint32_t thread = 0; ///< handle
};

struct Message {
    uint32_t bytes;
    uint32_t priority;
    uint64_t order;
    std::array<unsigned char, TAKT_QUEUE_BYTES_MAX> data;
};

struct Object {
    Kind kind = Kind::none;
    uint32_t generation = 0;
    uint32_t flags = 0;
    Waiter* waiters = nullptr; ///< by priority, then arrival
    // mutex
    uint32_t owner = 0;
    uint32_t depth = 0;
    bool owner_died = false;
    bool lost = false; ///< not recoverable
    // semaphore, flags
    uint32_t value = 0;
    uint32_t maximum = 0;
    // queue
    uint32_t capacity = 0;
    uint32_t message_bytes = 0;
    uint32_t messages = 0;
    uint64_t order = 0;
    std::array<Message, TAKT_QUEUE_MESSAGES_MAX> message;
    // timer
    uint64_t next_ns = 0; ///< 0: not armed
    uint64_t interval_ns = 0;
    uint32_t clock = 0;
    uint64_t expired = 0;
};

/// The lock of everything here.
extern pthread_mutex_t big;

class Guard final {
public:
    Guard() { pthread_mutex_lock(&big); }
    ~Guard() { pthread_mutex_unlock(&big); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
};

constexpr uint32_t object_limit = 256;
constexpr uint32_t index_bits = 12;

/// A new object's handle, or -ENOSPC.
[[nodiscard]] int64_t create(Kind kind, Object*& object);
/// The object that a handle names, if it is of that kind.
[[nodiscard]] Object* find(uint64_t handle, Kind kind);
[[nodiscard]] Object* find_any(uint64_t handle);
/// Give up what a thread owns that goes away.
void owner_dies(uint32_t thread);

/// Wait in @p object's queue until somebody ends the wait, or -ETIMEDOUT, or at once -EAGAIN if @p
/// until is 0.
[[nodiscard]] int64_t wait(Object& object, Waiter& waiter, uint64_t until, uint32_t how);
/// Sleep on @p cond until signalled (true) or until the time has come.
[[nodiscard]] bool sleep(pthread_cond_t& cond, uint64_t until, uint32_t how);
void end_wait(Waiter& waiter, int64_t result);
/// Take the first waiter off the queue; null if there is none.
[[nodiscard]] Waiter* pop(Object& object);

[[nodiscard]] uint32_t own_handle();
[[nodiscard]] int own_priority();

int64_t mutex_call(takt_call_number number, const uint64_t (&argument)[6]);
int64_t lock_mutex(Object& mutex, uint64_t until, uint32_t how);
int64_t unlock_mutex(Object& mutex);
int64_t cond_call(takt_call_number number, const uint64_t (&argument)[6]);
int64_t semaphore_call(takt_call_number number, const uint64_t (&argument)[6]);
int64_t flags_call(takt_call_number number, const uint64_t (&argument)[6]);
int64_t queue_call(takt_call_number number, const uint64_t (&argument)[6]);
int64_t timer_call(takt_call_number number, const uint64_t (&argument)[6]);

} // namespace takt::emulation
