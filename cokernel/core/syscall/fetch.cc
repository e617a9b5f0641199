// SPDX-License-Identifier: GPL-2.0-only
// Implements what is asked of a request in Linux mode: to be fetched, and whether it may block.
#include "syscall/fetch.hpp"

#include "syscall/by_number.hpp"

namespace takt {

namespace {

struct Fetch {
    const takt_call& arguments;
    Request& request;

    template<takt_call_number number>
    [[nodiscard]] Error call() const {
        return fetch_call<number>(arguments, request);
    }
};

} // namespace

Error fetch(const takt_call& call, Request& request) {
    const uint64_t number = takt_call_number_of(&call);
    return number < TAKT_CALL_LIMIT ? by_number(number, Fetch{call, request}) : Error::not_served;
}

bool may_block(const Request& request) {
    switch (request.number) {
    case TAKT_CALL_SLEEP_UNTIL:
    case TAKT_CALL_WAIT_PERIOD:
    case TAKT_CALL_GO_RT: // not in Linux mode, that is
        return true;
    case TAKT_CALL_MUTEX_LOCK:
    case TAKT_CALL_COND_WAIT:
    case TAKT_CALL_SEM_WAIT:
    case TAKT_CALL_FLAGS_WAIT:
    case TAKT_CALL_QUEUE_SEND:
    case TAKT_CALL_QUEUE_RECEIVE:
    case TAKT_CALL_TIMER_WAIT:
        return request.until.is_never() || request.until.at.ns != 0;
    default:
        return false;
    }
}

} // namespace takt
