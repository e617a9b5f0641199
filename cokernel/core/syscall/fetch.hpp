// SPDX-License-Identifier: GPL-2.0-only
// Owns decoding: every argument is checked here or, if it names an object, by the service.
#pragma once

#include "seam/memory.h"
#include "syscall/request.hpp"

namespace takt {

inline constexpr uint64_t word_max = 0xffffffff;

/// A name that does not fit a handle names nothing.
[[nodiscard]] inline Handle handle_of(uint64_t argument) {
    return argument <= word_max ? Handle{static_cast<uint32_t>(argument)} : Handle{};
}

[[nodiscard]] inline bool read_word(uint64_t argument, uint64_t limit, uint32_t& word) {
    word = static_cast<uint32_t>(argument);
    return argument <= limit;
}

[[nodiscard]] inline bool read_deadline(uint64_t until, uint64_t how, Deadline& deadline) {
    deadline.at = until >= limits::time_horizon_ns ? Instant::never() : Instant{until};
    deadline.clock =
        (how & TAKT_CLOCK_MASK) == TAKT_CLOCK_REALTIME ? Clock::realtime : Clock::monotonic;
    return (how & ~uint64_t{TAKT_CLOCK_MASK}) == 0;
}

[[nodiscard]] inline bool read_interval(uint64_t argument, Duration& interval) {
    interval.ns = argument;
    return argument < limits::time_horizon_ns;
}

[[nodiscard]] inline Error verdict(bool valid) {
    return valid ? Error::none : Error::invalid;
}

[[nodiscard]] inline Error fetch_message(const takt_call& call, Request& request) {
    if (takt_call_arg(&call, 2) > message_bytes_max) {
        return Error::message_size;
    }
    if (takt_call_arg(&call, 3) > TAKT_QUEUE_PRIORITY_MAX ||
        !read_deadline(takt_call_arg(&call, 4), takt_call_arg(&call, 5), request.until)) {
        return Error::invalid;
    }
    request.message.bytes = static_cast<uint32_t>(takt_call_arg(&call, 2));
    request.message.priority = static_cast<uint32_t>(takt_call_arg(&call, 3));
    return takt_plat_user_read(request.message.data, takt_call_arg(&call, 1), request.message.bytes)
               ? Error::none
               : Error::bad_address;
}

[[nodiscard]] inline Error fetch_create_queue(const takt_call& call, Request& request) {
    return verdict(read_word(takt_call_arg(&call, 0), TAKT_QUEUE_MESSAGES_MAX, request.value[0]) &&
                   read_word(takt_call_arg(&call, 1), TAKT_QUEUE_BYTES_MAX, request.value[1]) &&
                   request.value[0] != 0 && request.value[1] != 0 &&
                   read_word(takt_call_arg(&call, 2), TAKT_SHARED, request.value[2]));
}

[[nodiscard]] inline Error fetch_flags_wait(const takt_call& call, Request& request) {
    return verdict(
        read_word(takt_call_arg(&call, 1), 0x7fffffff, request.value[0]) && request.value[0] != 0 &&
        read_word(takt_call_arg(&call, 2), TAKT_FLAGS_ALL | TAKT_FLAGS_CONSUME, request.value[1]) &&
        read_deadline(takt_call_arg(&call, 3), takt_call_arg(&call, 4), request.until));
}

/// The handle is all that these take.
[[nodiscard]] constexpr bool takes_handle_only(takt_call_number number) {
    switch (number) {
    case TAKT_CALL_ABI:
    case TAKT_CALL_SELF:
    case TAKT_CALL_YIELD:
    case TAKT_CALL_WAIT_PERIOD:
    case TAKT_CALL_GO_LINUX:
    case TAKT_CALL_GO_RT:
    case TAKT_CALL_CLOSE:
    case TAKT_CALL_MUTEX_UNLOCK:
    case TAKT_CALL_MUTEX_CONSISTENT:
    case TAKT_CALL_COND_SIGNAL:
    case TAKT_CALL_COND_BROADCAST:
    case TAKT_CALL_SEM_POST:
    case TAKT_CALL_SEM_VALUE:
    case TAKT_CALL_FLAGS_READ:
    case TAKT_CALL_TIMER_CANCEL:
        return true;
    default:
        return false;
    }
}

/// fetch() for the call @p number.
template<takt_call_number number>
[[nodiscard]] Error fetch_call(const takt_call& call, Request& request) {
    request.number = number;
    request.object = handle_of(takt_call_arg(&call, 0));
    if constexpr (takes_handle_only(number)) {
        return Error::none;
    } else if constexpr (number == TAKT_CALL_CLOCK) {
        return verdict(read_deadline(0, takt_call_arg(&call, 0), request.until));
    } else if constexpr (number == TAKT_CALL_SLEEP_UNTIL) {
        return verdict(
            read_deadline(takt_call_arg(&call, 0), takt_call_arg(&call, 1), request.until));
    } else if constexpr (number == TAKT_CALL_SET_SCHED) {
        return verdict(read_word(takt_call_arg(&call, 1), TAKT_POLICY_RR, request.value[0]) &&
                       read_word(takt_call_arg(&call, 2), 99, request.value[1]) &&
                       read_interval(takt_call_arg(&call, 3), request.interval));
    } else if constexpr (number == TAKT_CALL_SET_PERIOD) {
        return verdict(
            read_deadline(takt_call_arg(&call, 0), takt_call_arg(&call, 2), request.until) &&
            read_interval(takt_call_arg(&call, 1), request.interval));
    } else if constexpr (number == TAKT_CALL_MUTEX_CREATE) {
        return verdict(read_word(takt_call_arg(&call, 0),
                                 TAKT_SHARED | TAKT_RECURSIVE | TAKT_ROBUST, request.value[0]));
    } else if constexpr (number == TAKT_CALL_COND_CREATE || number == TAKT_CALL_TIMER_CREATE) {
        return verdict(read_word(takt_call_arg(&call, 0), TAKT_SHARED, request.value[0]));
    } else if constexpr (number == TAKT_CALL_SEM_CREATE) {
        return verdict(read_word(takt_call_arg(&call, 1), TAKT_SEM_VALUE_MAX, request.value[1]) &&
                       read_word(takt_call_arg(&call, 0), request.value[1], request.value[0]) &&
                       request.value[1] != 0 &&
                       read_word(takt_call_arg(&call, 2), TAKT_SHARED, request.value[2]));
    } else if constexpr (number == TAKT_CALL_FLAGS_CREATE) {
        return verdict(read_word(takt_call_arg(&call, 0), 0x7fffffff, request.value[0]) &&
                       read_word(takt_call_arg(&call, 1), TAKT_SHARED, request.value[1]));
    } else if constexpr (number == TAKT_CALL_QUEUE_CREATE) {
        return fetch_create_queue(call, request);
    } else if constexpr (number == TAKT_CALL_COND_WAIT) {
        request.second = handle_of(takt_call_arg(&call, 1));
        return verdict(
            read_deadline(takt_call_arg(&call, 2), takt_call_arg(&call, 3), request.until));
    } else if constexpr (number == TAKT_CALL_MUTEX_LOCK || number == TAKT_CALL_SEM_WAIT ||
                         number == TAKT_CALL_TIMER_WAIT) {
        return verdict(
            read_deadline(takt_call_arg(&call, 1), takt_call_arg(&call, 2), request.until));
    } else if constexpr (number == TAKT_CALL_FLAGS_WAIT) {
        return fetch_flags_wait(call, request);
    } else if constexpr (number == TAKT_CALL_FLAGS_SET || number == TAKT_CALL_FLAGS_CLEAR) {
        return verdict(read_word(takt_call_arg(&call, 1), 0x7fffffff, request.value[0]));
    } else if constexpr (number == TAKT_CALL_QUEUE_SEND) {
        return fetch_message(call, request);
    } else if constexpr (number == TAKT_CALL_QUEUE_RECEIVE) {
        request.address = takt_call_arg(&call, 1);
        request.room = takt_call_arg(&call, 2);
        return verdict(
            read_deadline(takt_call_arg(&call, 3), takt_call_arg(&call, 4), request.until));
    } else if constexpr (number == TAKT_CALL_TIMER_SET) {
        return verdict(
            read_deadline(takt_call_arg(&call, 1), takt_call_arg(&call, 3), request.until) &&
            !request.until.is_never() && read_interval(takt_call_arg(&call, 2), request.interval));
    } else {
        return Error::not_served;
    }
}

} // namespace takt
