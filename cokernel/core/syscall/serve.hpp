// SPDX-License-Identifier: GPL-2.0-only
// Owns the way from a request to the service.
#pragma once

#include "kernel.hpp"
#include "object/cond_calls.hpp"
#include "object/event_flags_calls.hpp"
#include "object/message_queue_calls.hpp"
#include "object/mutex_calls.hpp"
#include "object/outcome.hpp"
#include "object/registry.hpp"
#include "object/semaphore_calls.hpp"
#include "object/timer_calls.hpp"
#include "sched/scheduler.hpp"
#include "syscall/request.hpp"
#include "syscall/thread_calls.hpp"

namespace takt {

/// Serve @p request for @p self: RUNNING on this CPU, or INBAND if the request may not block.
/// Touches no user memory. Cost: that of the service, which is bounded.
Outcome serve(Pass& pass, Thread& self, const Request& request) TAKT_REQUIRES(hard_off);

/// Is serve_call() done with it without having asked what time it is?
[[nodiscard]] constexpr bool is_timeless(takt_call_number number) {
    return number == TAKT_CALL_ABI || number == TAKT_CALL_SELF || number == TAKT_CALL_SEM_POST ||
           number == TAKT_CALL_SEM_VALUE || number == TAKT_CALL_FLAGS_READ;
}

/// serve() for the call @p number.
template<takt_call_number number>
Outcome serve_call(Pass& pass, Thread& self, const Request& request) TAKT_REQUIRES(hard_off) {
    [[maybe_unused]] const uint32_t* value = request.value;
    if constexpr (number == TAKT_CALL_ABI || number == TAKT_CALL_SELF) {
        return Outcome::done(identity(self, number));
    } else if constexpr (number == TAKT_CALL_CLOCK) {
        return Outcome::done(read_clock(pass, request.until.clock));
    } else if constexpr (number == TAKT_CALL_SLEEP_UNTIL) {
        return sleep_until(pass, self, request.until);
    } else if constexpr (number == TAKT_CALL_YIELD) {
        if (self.stage_now() == Stage::running) {
            yield(pass);
        }
        return Outcome::done(0);
    } else if constexpr (number == TAKT_CALL_SET_SCHED) {
        return set_sched_of(pass, self, request.object,
                            {.policy = static_cast<takt_policy>(value[0]),
                             .priority = value[1],
                             .slice_ns = request.interval.ns});
    } else if constexpr (number == TAKT_CALL_SET_PERIOD) {
        return set_period(pass, self, request.until, request.interval);
    } else if constexpr (number == TAKT_CALL_WAIT_PERIOD) {
        return wait_period(pass, self);
    } else if constexpr (number == TAKT_CALL_GO_LINUX) {
        return Outcome::go_linux();
    } else if constexpr (number == TAKT_CALL_GO_RT) {
        return Outcome::done(0);
    } else if constexpr (number == TAKT_CALL_CLOSE) {
        return close_object(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_MUTEX_CREATE) {
        return create_mutex(pass, self, value[0]);
    } else if constexpr (number == TAKT_CALL_MUTEX_LOCK) {
        return mutex_lock(pass, self, request.object, request.until);
    } else if constexpr (number == TAKT_CALL_MUTEX_UNLOCK) {
        return mutex_unlock(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_MUTEX_CONSISTENT) {
        return mutex_consistent(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_COND_CREATE) {
        return create_cond(pass, self, value[0]);
    } else if constexpr (number == TAKT_CALL_COND_WAIT) {
        return cond_wait(pass, self, request.object, request.second, request.until);
    } else if constexpr (number == TAKT_CALL_COND_SIGNAL) {
        return cond_signal(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_COND_BROADCAST) {
        return cond_broadcast(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_SEM_CREATE) {
        return create_semaphore(pass, self, value[0], value[1], value[2]);
    } else if constexpr (number == TAKT_CALL_SEM_WAIT) {
        return semaphore_wait(pass, self, request.object, request.until);
    } else if constexpr (number == TAKT_CALL_SEM_POST) {
        return semaphore_post(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_SEM_VALUE) {
        return semaphore_value(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_FLAGS_CREATE) {
        return create_flags(pass, self, value[0], value[1]);
    } else if constexpr (number == TAKT_CALL_FLAGS_WAIT) {
        return flags_wait(pass, self, request.object, value[0], value[1], request.until);
    } else if constexpr (number == TAKT_CALL_FLAGS_SET) {
        return flags_set(pass, self, request.object, value[0]);
    } else if constexpr (number == TAKT_CALL_FLAGS_CLEAR) {
        return flags_clear(pass, self, request.object, value[0]);
    } else if constexpr (number == TAKT_CALL_FLAGS_READ) {
        return flags_read(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_QUEUE_CREATE) {
        return create_queue(pass, self, value[0], value[1], value[2]);
    } else if constexpr (number == TAKT_CALL_QUEUE_SEND) {
        return queue_send(pass, self, request.object, request.message, request.until);
    } else if constexpr (number == TAKT_CALL_QUEUE_RECEIVE) {
        return queue_receive(pass, self, request.object, request.address, request.room,
                             request.until);
    } else if constexpr (number == TAKT_CALL_TIMER_CREATE) {
        return create_timer(pass, self, value[0]);
    } else if constexpr (number == TAKT_CALL_TIMER_SET) {
        return timer_set(pass, self, request.object, request.until, request.interval);
    } else if constexpr (number == TAKT_CALL_TIMER_CANCEL) {
        return timer_cancel(pass, self, request.object);
    } else if constexpr (number == TAKT_CALL_TIMER_WAIT) {
        return timer_wait(pass, self, request.object, request.until);
    } else {
        return Outcome::failed(Error::not_served);
    }
}

} // namespace takt
