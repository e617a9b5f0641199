// SPDX-License-Identifier: MIT
// Owns the emulated threads, and hands each call to its object.
#include <cerrno>
#include <utility>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../src/backend.hpp"
#include "objects.hpp"

namespace takt::emulation {

namespace {

/// Its end is the thread's end.
struct Thread {
    takt_status status{};
    uint32_t handle = 0;
    uint64_t next_release = 0;
    uint64_t period_ns = 0;
    uint32_t period_clock = 0;

    ~Thread() { detach(); }
    void detach() {
        if (handle != 0) {
            Guard guard;
            owner_dies(handle);
            handle = 0;
        }
    }
};

thread_local Thread self;

void harden() {
    if (self.status.stage == 0) {
        self.status.stage = 2;
        ++self.status.hardens;
    }
}

void leave(takt_reason reason) {
    if (self.status.stage != 0) {
        self.status.stage = 0;
        self.status.last_reason = reason;
        ++self.status.handbacks[reason];
    }
}

int64_t sleep_until(uint64_t until, uint32_t how) {
    pthread_cond_t nobody = PTHREAD_COND_INITIALIZER;
    while (sleep(nobody, until, how)) {
    }
    return 0;
}

int64_t wait_period() {
    if (self.period_ns == 0) {
        return -EINVAL;
    }
    const uint64_t now = takt_now(self.period_clock);
    uint64_t missed = 0;
    if (now > self.next_release) {
        missed = (now - self.next_release) / self.period_ns;
        self.next_release += missed * self.period_ns;
    } else {
        sleep_until(self.next_release, self.period_clock);
    }
    self.next_release += self.period_ns;
    return static_cast<int64_t>(missed);
}

int64_t close_object(uint64_t handle) {
    Object* object = find_any(handle);
    if (object == nullptr) {
        return -ESTALE;
    }
    while (Waiter* waiter = pop(*object)) {
        end_wait(*waiter, -EIDRM);
    }
    object->kind = Kind::none;
    return 0;
}

bool blocks(uint64_t number) {
    switch (number) {
    case TAKT_CALL_SLEEP_UNTIL:
    case TAKT_CALL_WAIT_PERIOD:
    case TAKT_CALL_GO_RT:
    case TAKT_CALL_MUTEX_LOCK:
    case TAKT_CALL_COND_WAIT:
    case TAKT_CALL_SEM_WAIT:
    case TAKT_CALL_FLAGS_WAIT:
    case TAKT_CALL_QUEUE_SEND:
    case TAKT_CALL_QUEUE_RECEIVE:
    case TAKT_CALL_TIMER_WAIT:
        return true;
    default:
        return false;
    }
}

int64_t thread_call(uint64_t number, const uint64_t (&argument)[6]) {
    switch (number) {
    case TAKT_CALL_ABI:
        return TAKT_ABI_MAJOR << 16 | TAKT_ABI_MINOR;
    case TAKT_CALL_SELF:
        return self.handle;
    case TAKT_CALL_CLOCK:
        return static_cast<int64_t>(takt_now(static_cast<uint32_t>(argument[0])));
    case TAKT_CALL_SLEEP_UNTIL:
        return sleep_until(argument[0], static_cast<uint32_t>(argument[1]));
    case TAKT_CALL_YIELD:
        sched_yield();
        return 0;
    case TAKT_CALL_SET_PERIOD:
        if (argument[1] == 0) {
            return -EINVAL;
        }
        self.next_release = argument[0];
        self.period_ns = argument[1];
        self.period_clock = static_cast<uint32_t>(argument[2]);
        return 0;
    case TAKT_CALL_WAIT_PERIOD:
        return wait_period();
    case TAKT_CALL_GO_LINUX:
        leave(TAKT_REASON_REQUEST);
        return 0;
    case TAKT_CALL_GO_RT:
        return 0;
    case TAKT_CALL_CLOSE:
        return close_object(argument[0]);
    default:
        return -ENOSYS;
    }
}

int64_t serve(uint64_t number, const uint64_t (&argument)[6]) {
    const auto call = static_cast<takt_call_number>(number);
    switch (number / 8) {
    case TAKT_CALL_MUTEX_CREATE / 8:
        return mutex_call(call, argument);
    case TAKT_CALL_COND_CREATE / 8:
        return cond_call(call, argument);
    case TAKT_CALL_SEM_CREATE / 8:
        return semaphore_call(call, argument);
    case TAKT_CALL_FLAGS_CREATE / 8:
        return flags_call(call, argument);
    case TAKT_CALL_QUEUE_CREATE / 8:
        return queue_call(call, argument);
    case TAKT_CALL_TIMER_CREATE / 8:
        return timer_call(call, argument);
    default:
        return thread_call(number, argument);
    }
}

} // namespace

uint32_t own_handle() {
    return self.handle;
}

int own_priority() {
    sched_param param{};
    sched_getparam(0, &param);
    return param.sched_priority;
}

} // namespace takt::emulation

namespace takt::detail {

int64_t emulated_call(uint64_t number, const uint64_t (&argument)[6]) {
    using namespace takt::emulation;
    if (self.handle == 0) {
        return -ENOSYS;
    }
    if (blocks(number)) {
        harden();
    }
    int64_t result;
    {
        Guard guard;
        result = serve(number, argument);
    }
    // Who has no real-time policy only waits in RT mode.
    if (self.status.stage != 0 && blocks(number) && sched_getscheduler(0) == SCHED_OTHER &&
        number != TAKT_CALL_GO_RT) {
        leave(TAKT_REASON_WEAK);
    }
    return result;
}

int emulated_attach(takt_attach& attach, const volatile takt_status*& status) {
    using namespace takt::emulation;
    static uint32_t next_handle = 0;
    self.status = {};
    Guard guard;
    self.handle = ++next_handle;
    attach.handle = self.handle;
    status = &self.status;
    return 0;
}

int emulated_detach() {
    takt::emulation::self.detach();
    return 0;
}

} // namespace takt::detail
