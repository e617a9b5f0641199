// SPDX-License-Identifier: MIT
// Implements timers of the emulation: expiries are counted when somebody looks.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "objects.hpp"

namespace takt::emulation {

namespace {

void count_expiries(Object& timer) {
    const uint64_t now = takt_now(timer.clock);
    if (timer.next_ns == 0 || now < timer.next_ns) {
        return;
    }
    if (timer.interval_ns == 0) {
        ++timer.expired;
        timer.next_ns = 0;
        return;
    }
    const uint64_t count = (now - timer.next_ns) / timer.interval_ns + 1;
    timer.expired += count;
    timer.next_ns += count * timer.interval_ns;
}

int64_t wait_expiry(Object& timer, uint64_t until, uint32_t how) {
    const uint32_t generation = timer.generation;
    for (;;) {
        count_expiries(timer);
        if (timer.expired > 0) {
            return static_cast<int64_t>(std::exchange(timer.expired, 0));
        }
        if (until != 0 && until != TAKT_FOREVER && takt_now(how) >= until) {
            return -ETIMEDOUT;
        }
        // One wait knows one clock: the nearer end in the timer's, converted by the distance of the
        // limit.
        uint64_t end = timer.next_ns != 0 ? timer.next_ns : TAKT_FOREVER;
        if (until != 0 && until != TAKT_FOREVER) {
            end = std::min(end, takt_now(timer.clock) + (until - takt_now(how)));
        }
        Waiter waiter;
        const int64_t result = wait(timer, waiter, until == 0 ? 0 : end, timer.clock);
        if (result != 0 && result != -ETIMEDOUT) {
            return result;
        }
        if (timer.generation != generation || timer.kind != Kind::timer) {
            return -EIDRM;
        }
    }
}

} // namespace

int64_t timer_call(takt_call_number number, const uint64_t (&argument)[6]) {
    Object* timer = nullptr;
    if (number == TAKT_CALL_TIMER_CREATE) {
        return create(Kind::timer, timer);
    }
    timer = find(argument[0], Kind::timer);
    if (timer == nullptr) {
        return -ESTALE;
    }
    switch (number) {
    case TAKT_CALL_TIMER_SET:
        timer->next_ns = std::max<uint64_t>(argument[1], 1);
        timer->interval_ns = argument[2];
        timer->clock = static_cast<uint32_t>(argument[3]);
        timer->expired = 0;
        while (Waiter* waiter = pop(*timer)) {
            end_wait(*waiter, 0);
        }
        return 0;
    case TAKT_CALL_TIMER_CANCEL: {
        count_expiries(*timer);
        const bool armed = timer->next_ns != 0;
        timer->next_ns = 0;
        return armed;
    }
    default:
        return wait_expiry(*timer, argument[1], static_cast<uint32_t>(argument[2]));
    }
}

} // namespace takt::emulation
