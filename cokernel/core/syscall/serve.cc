// SPDX-License-Identifier: GPL-2.0-only
// Implements the dispatcher of calls.
#include "syscall/serve.hpp"

#include "object/cond_calls.hpp"
#include "object/event_flags_calls.hpp"
#include "object/message_queue_calls.hpp"
#include "object/mutex_calls.hpp"
#include "object/registry.hpp"
#include "object/semaphore_calls.hpp"
#include "object/timer_calls.hpp"
#include "sched/scheduler.hpp"
#include "syscall/thread_calls.hpp"

namespace takt {

namespace {

Outcome serve_thread(Pass& pass, Thread& self, const Request& request) TAKT_REQUIRES(hard_off) {
    switch (request.number) {
    case TAKT_CALL_ABI:
    case TAKT_CALL_SELF:
        return Outcome::done(identity(self, request.number));
    case TAKT_CALL_CLOCK:
        return Outcome::done(read_clock(pass, request.until.clock));
    case TAKT_CALL_SLEEP_UNTIL:
        return sleep_until(pass, self, request.until);
    case TAKT_CALL_YIELD:
        if (self.stage_now() == Stage::running) {
            yield(pass);
        }
        return Outcome::done(0);
    case TAKT_CALL_SET_SCHED:
        return set_sched_of(pass, self, request.object,
                            {.policy = static_cast<takt_policy>(request.value[0]),
                             .priority = request.value[1],
                             .slice_ns = request.interval.ns});
    case TAKT_CALL_SET_PERIOD:
        return set_period(pass, self, request.until, request.interval);
    case TAKT_CALL_WAIT_PERIOD:
        return wait_period(pass, self);
    case TAKT_CALL_GO_LINUX:
        return Outcome::go_linux();
    case TAKT_CALL_GO_RT: // whoever makes it is in RT mode by now
        return Outcome::done(0);
    case TAKT_CALL_CLOSE:
        return close_object(pass, self, request.object);
    default:
        return Outcome::failed(Error::not_served);
    }
}

Outcome serve_mutex_or_cond(Pass& pass, Thread& self, const Request& request)
    TAKT_REQUIRES(hard_off) {
    switch (request.number) {
    case TAKT_CALL_MUTEX_CREATE:
        return create_mutex(pass, self, request.value[0]);
    case TAKT_CALL_MUTEX_LOCK:
        return mutex_lock(pass, self, request.object, request.until);
    case TAKT_CALL_MUTEX_UNLOCK:
        return mutex_unlock(pass, self, request.object);
    case TAKT_CALL_MUTEX_CONSISTENT:
        return mutex_consistent(pass, self, request.object);
    case TAKT_CALL_COND_CREATE:
        return create_cond(pass, self, request.value[0]);
    case TAKT_CALL_COND_WAIT:
        return cond_wait(pass, self, request.object, request.second, request.until);
    case TAKT_CALL_COND_SIGNAL:
        return cond_signal(pass, self, request.object);
    case TAKT_CALL_COND_BROADCAST:
        return cond_broadcast(pass, self, request.object);
    default:
        return Outcome::failed(Error::not_served);
    }
}

Outcome serve_semaphore_or_flags(Pass& pass, Thread& self, const Request& request)
    TAKT_REQUIRES(hard_off) {
    const uint32_t* value = request.value;
    switch (request.number) {
    case TAKT_CALL_SEM_CREATE:
        return create_semaphore(pass, self, value[0], value[1], value[2]);
    case TAKT_CALL_SEM_WAIT:
        return semaphore_wait(pass, self, request.object, request.until);
    case TAKT_CALL_SEM_POST:
        return semaphore_post(pass, self, request.object);
    case TAKT_CALL_SEM_VALUE:
        return semaphore_value(pass, self, request.object);
    case TAKT_CALL_FLAGS_CREATE:
        return create_flags(pass, self, value[0], value[1]);
    case TAKT_CALL_FLAGS_WAIT:
        return flags_wait(pass, self, request.object, value[0], value[1], request.until);
    case TAKT_CALL_FLAGS_SET:
        return flags_set(pass, self, request.object, value[0]);
    case TAKT_CALL_FLAGS_CLEAR:
        return flags_clear(pass, self, request.object, value[0]);
    case TAKT_CALL_FLAGS_READ:
        return flags_read(pass, self, request.object);
    default:
        return Outcome::failed(Error::not_served);
    }
}

Outcome serve_queue_or_timer(Pass& pass, Thread& self, const Request& request)
    TAKT_REQUIRES(hard_off) {
    const uint32_t* value = request.value;
    switch (request.number) {
    case TAKT_CALL_QUEUE_CREATE:
        return create_queue(pass, self, value[0], value[1], value[2]);
    case TAKT_CALL_QUEUE_SEND:
        return queue_send(pass, self, request.object, request.message, request.until);
    case TAKT_CALL_QUEUE_RECEIVE:
        return queue_receive(pass, self, request.object, request.address, request.room,
                             request.until);
    case TAKT_CALL_TIMER_CREATE:
        return create_timer(pass, self, value[0]);
    case TAKT_CALL_TIMER_SET:
        return timer_set(pass, self, request.object, request.until, request.interval);
    case TAKT_CALL_TIMER_CANCEL:
        return timer_cancel(pass, self, request.object);
    case TAKT_CALL_TIMER_WAIT:
        return timer_wait(pass, self, request.object, request.until);
    default:
        return Outcome::failed(Error::not_served);
    }
}

} // namespace

Outcome serve(Pass& pass, Thread& self, const Request& request) {
    if (request.number < TAKT_CALL_MUTEX_CREATE) {
        return serve_thread(pass, self, request);
    }
    if (request.number < TAKT_CALL_SEM_CREATE) {
        return serve_mutex_or_cond(pass, self, request);
    }
    if (request.number < TAKT_CALL_QUEUE_CREATE) {
        return serve_semaphore_or_flags(pass, self, request);
    }
    return serve_queue_or_timer(pass, self, request);
}

} // namespace takt
