// SPDX-License-Identifier: GPL-2.0-only
// Owns the words in which scenarios are written: one function an operation.
#pragma once

#include "scenario.hpp"

namespace takt::sim::words {

using Kind = Operation::Kind;

[[nodiscard]] inline Operation call(uint32_t number, uint8_t object = Operation::no_object,
                                    uint64_t arg1 = 0, uint64_t arg2 = 0, uint64_t arg3 = 0,
                                    uint64_t arg4 = 0) {
    return {.number = number, .object = object, .arg = {0, arg1, arg2, arg3, arg4, 0}};
}

[[nodiscard]] inline Operation enter() {
    return {.kind = Kind::enter};
}
[[nodiscard]] inline Operation foreign() {
    return {.kind = Kind::foreign};
}
[[nodiscard]] inline Operation fault() {
    return {.kind = Kind::fault};
}
[[nodiscard]] inline Operation spin() {
    return {.kind = Kind::spin};
}
[[nodiscard]] inline Operation burn(uint64_t ns) {
    return {.kind = Kind::burn, .value = ns};
}
[[nodiscard]] inline Operation set(uint8_t variable, uint64_t value) {
    return {.kind = Kind::set, .object = variable, .value = value};
}
[[nodiscard]] inline Operation go_linux() {
    return call(TAKT_CALL_GO_LINUX);
}
[[nodiscard]] inline Operation yield() {
    return call(TAKT_CALL_YIELD);
}
[[nodiscard]] inline Operation close(uint8_t object) {
    return call(TAKT_CALL_CLOSE, object);
}

[[nodiscard]] inline Operation sleep_until(uint64_t until, uint64_t how = TAKT_CLOCK_MONOTONIC) {
    return {.number = TAKT_CALL_SLEEP_UNTIL, .arg = {until, how}};
}
[[nodiscard]] inline Operation set_period(uint64_t start, uint64_t period) {
    return {.number = TAKT_CALL_SET_PERIOD, .arg = {start, period}};
}
[[nodiscard]] inline Operation wait_period() {
    return call(TAKT_CALL_WAIT_PERIOD);
}

[[nodiscard]] inline Operation lock(uint8_t mutex, uint64_t until = TAKT_FOREVER,
                                    uint64_t how = TAKT_CLOCK_MONOTONIC) {
    return call(TAKT_CALL_MUTEX_LOCK, mutex, until, how);
}
[[nodiscard]] inline Operation unlock(uint8_t mutex) {
    return call(TAKT_CALL_MUTEX_UNLOCK, mutex);
}
[[nodiscard]] inline Operation lock_by_word(uint8_t mutex, uint64_t until = TAKT_FOREVER) {
    Operation operation = lock(mutex, until);
    operation.by_word = true;
    return operation;
}
[[nodiscard]] inline Operation unlock_by_word(uint8_t mutex) {
    Operation operation = unlock(mutex);
    operation.by_word = true;
    return operation;
}
[[nodiscard]] inline Operation consistent(uint8_t mutex) {
    return call(TAKT_CALL_MUTEX_CONSISTENT, mutex);
}

/// COND_WAIT until variable @p variable is not @p value any more, or the wait fails.
[[nodiscard]] inline Operation wait_while(uint8_t cond, uint8_t mutex, uint8_t variable,
                                          uint64_t value, uint64_t until = TAKT_FOREVER) {
    return {.kind = Kind::wait_while,
            .number = TAKT_CALL_COND_WAIT,
            .object = cond,
            .second = mutex,
            .arg = {0, 0, until, 0, 0, variable},
            .value = value};
}
[[nodiscard]] inline Operation signal_cond(uint8_t cond) {
    return call(TAKT_CALL_COND_SIGNAL, cond);
}
[[nodiscard]] inline Operation broadcast(uint8_t cond) {
    return call(TAKT_CALL_COND_BROADCAST, cond);
}

[[nodiscard]] inline Operation sem_wait(uint8_t semaphore, uint64_t until = TAKT_FOREVER) {
    return call(TAKT_CALL_SEM_WAIT, semaphore, until);
}
[[nodiscard]] inline Operation post(uint8_t semaphore) {
    return call(TAKT_CALL_SEM_POST, semaphore);
}

[[nodiscard]] inline Operation flags_wait(uint8_t group, uint64_t mask, uint64_t mode,
                                          uint64_t until = TAKT_FOREVER) {
    return call(TAKT_CALL_FLAGS_WAIT, group, mask, mode, until);
}
[[nodiscard]] inline Operation flags_set(uint8_t group, uint64_t mask) {
    return call(TAKT_CALL_FLAGS_SET, group, mask);
}
[[nodiscard]] inline Operation flags_clear(uint8_t group, uint64_t mask) {
    return call(TAKT_CALL_FLAGS_CLEAR, group, mask);
}

/// The message is its sender and the place of this operation; @p offset 0 is mapped memory, 32 is
/// not mapped until Linux has touched it.
[[nodiscard]] inline Operation send(uint8_t queue, uint64_t priority, uint64_t until = TAKT_FOREVER,
                                    uint64_t offset = 0) {
    return {.number = TAKT_CALL_QUEUE_SEND,
            .object = queue,
            .arg = {0, 0, 2, priority, until, 0},
            .value = offset};
}
[[nodiscard]] inline Operation receive(uint8_t queue, uint64_t until = TAKT_FOREVER,
                                       uint64_t offset = 8) {
    return {.number = TAKT_CALL_QUEUE_RECEIVE,
            .object = queue,
            .arg = {0, 0, 16, until, 0, 0},
            .value = offset};
}

[[nodiscard]] inline Operation timer_set(uint8_t timer, uint64_t first, uint64_t interval,
                                         uint64_t how = TAKT_CLOCK_MONOTONIC) {
    return call(TAKT_CALL_TIMER_SET, timer, first, interval, how);
}
[[nodiscard]] inline Operation timer_cancel(uint8_t timer) {
    return call(TAKT_CALL_TIMER_CANCEL, timer);
}
[[nodiscard]] inline Operation timer_wait(uint8_t timer, uint64_t until = TAKT_FOREVER) {
    return call(TAKT_CALL_TIMER_WAIT, timer, until);
}

// --- helpers
// --------------------------------------------------------------------------------------

[[nodiscard]] inline Operation hold(uint8_t variable, uint64_t value) {
    return {.kind = Kind::hold, .object = variable, .value = value};
}
[[nodiscard]] inline Operation signal(uint8_t thread) {
    return {.kind = Kind::signal, .object = thread};
}
[[nodiscard]] inline Operation kick(uint8_t thread, takt_reason reason) {
    return {.kind = Kind::kick, .object = thread, .value = static_cast<uint64_t>(reason)};
}
[[nodiscard]] inline Operation set_priority(uint8_t thread, uint64_t priority) {
    return {.kind = Kind::sched, .object = thread, .value = priority};
}
[[nodiscard]] inline Operation clock_set(int64_t by_ns) {
    return {.kind = Kind::clock_set, .value = static_cast<uint64_t>(by_ns)};
}
[[nodiscard]] inline Operation look_at(uint8_t thread) {
    return {.kind = Kind::info, .object = thread};
}

} // namespace takt::sim::words
