// SPDX-License-Identifier: MIT
// Implements the C ABI's calls: each is one call of the co-kernel (mutexes: fast_mutex.cc).
#include <ctime>

#include "backend.hpp"

using takt::detail::call;

namespace {

uint64_t address(const void* pointer) {
    return reinterpret_cast<uint64_t>(pointer);
}

int narrow(int64_t result) {
    return static_cast<int>(result);
}

} // namespace

extern "C" {

uint64_t takt_now(uint32_t clock) noexcept {
    timespec time; // by the vDSO: no call
    clock_gettime(
        (clock & TAKT_CLOCK_MASK) == TAKT_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

int takt_sleep_until(uint64_t until, uint32_t how) noexcept {
    return narrow(call(TAKT_CALL_SLEEP_UNTIL, until, how));
}

int takt_yield() noexcept {
    return narrow(call(TAKT_CALL_YIELD));
}

int takt_period_set(uint64_t start, uint64_t period_ns, uint32_t how) noexcept {
    return narrow(call(TAKT_CALL_SET_PERIOD, start, period_ns, how));
}

int64_t takt_period_wait() noexcept {
    return call(TAKT_CALL_WAIT_PERIOD);
}

int takt_close(uint32_t handle) noexcept {
    return narrow(call(TAKT_CALL_CLOSE, handle));
}

int64_t takt_mutex_create(uint32_t flags) noexcept {
    return call(TAKT_CALL_MUTEX_CREATE, flags);
}

int takt_mutex_consistent(uint32_t mutex) noexcept {
    return narrow(call(TAKT_CALL_MUTEX_CONSISTENT, mutex));
}

int64_t takt_cond_create(uint32_t flags) noexcept {
    return call(TAKT_CALL_COND_CREATE, flags);
}

int takt_cond_wait(uint32_t cond, uint32_t mutex, uint64_t until, uint32_t how) noexcept {
    return narrow(call(TAKT_CALL_COND_WAIT, cond, mutex, until, how));
}

int takt_cond_signal(uint32_t cond) noexcept {
    return narrow(call(TAKT_CALL_COND_SIGNAL, cond));
}

int takt_cond_broadcast(uint32_t cond) noexcept {
    return narrow(call(TAKT_CALL_COND_BROADCAST, cond));
}

int64_t takt_sem_create(uint32_t initial, uint32_t maximum, uint32_t flags) noexcept {
    return call(TAKT_CALL_SEM_CREATE, initial, maximum, flags);
}

int takt_sem_wait(uint32_t semaphore, uint64_t until, uint32_t how) noexcept {
    return narrow(call(TAKT_CALL_SEM_WAIT, semaphore, until, how));
}

int takt_sem_post(uint32_t semaphore) noexcept {
    return narrow(call(TAKT_CALL_SEM_POST, semaphore));
}

int64_t takt_sem_value(uint32_t semaphore) noexcept {
    return call(TAKT_CALL_SEM_VALUE, semaphore);
}

int64_t takt_flags_create(uint32_t initial, uint32_t flags) noexcept {
    return call(TAKT_CALL_FLAGS_CREATE, initial, flags);
}

int64_t takt_flags_wait(uint32_t group, uint32_t mask, uint32_t mode, uint64_t until,
                        uint32_t how) noexcept {
    return call(TAKT_CALL_FLAGS_WAIT, group, mask, mode, until, how);
}

int takt_flags_set(uint32_t group, uint32_t mask) noexcept {
    return narrow(call(TAKT_CALL_FLAGS_SET, group, mask));
}

int64_t takt_flags_clear(uint32_t group, uint32_t mask) noexcept {
    return call(TAKT_CALL_FLAGS_CLEAR, group, mask);
}

int64_t takt_flags_read(uint32_t group) noexcept {
    return call(TAKT_CALL_FLAGS_READ, group);
}

int64_t takt_queue_create(uint32_t messages, uint32_t bytes, uint32_t flags) noexcept {
    return call(TAKT_CALL_QUEUE_CREATE, messages, bytes, flags);
}

int takt_queue_send(uint32_t queue, const void* message, uint32_t bytes, uint32_t priority,
                    uint64_t until, uint32_t how) noexcept {
    return narrow(call(TAKT_CALL_QUEUE_SEND, queue, address(message), bytes, priority, until, how));
}

int64_t takt_queue_receive(uint32_t queue, void* message, uint32_t room, uint64_t until,
                           uint32_t how) noexcept {
    return call(TAKT_CALL_QUEUE_RECEIVE, queue, address(message), room, until, how);
}

int64_t takt_timer_create(uint32_t flags) noexcept {
    return call(TAKT_CALL_TIMER_CREATE, flags);
}

int takt_timer_set(uint32_t timer, uint64_t first, uint64_t interval_ns, uint32_t how) noexcept {
    return narrow(call(TAKT_CALL_TIMER_SET, timer, first, interval_ns, how));
}

int takt_timer_cancel(uint32_t timer) noexcept {
    return narrow(call(TAKT_CALL_TIMER_CANCEL, timer));
}

int64_t takt_timer_wait(uint32_t timer, uint64_t until, uint32_t how) noexcept {
    return call(TAKT_CALL_TIMER_WAIT, timer, until, how);
}

} // extern "C"
