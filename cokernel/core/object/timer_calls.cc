// SPDX-License-Identifier: GPL-2.0-only
// Implements timer objects.
#include "object/timer_calls.hpp"

#include "base/annotations.hpp"
#include "wait/blocking.hpp"

namespace takt {

namespace {

/// Arm it on this CPU. Returns false if this CPU does not schedule.
[[nodiscard]] bool arm_here(Pass& pass, TimerObject& timer) TAKT_REQUIRES(hard_off, timer.lock) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    if (!cpu.up) {
        return false;
    }
    timer.home = cpu.id;
    timer.armed = true;
    cpu.timers.arm(timer.timer, timer.due);
    TAKT_TRACE(pass.trace, timer_arm, timer.due.at.ns, static_cast<uint64_t>(TimerKind::object),
               static_cast<uint64_t>(timer.due.clock));
    pass.queue_changed = true; // the shot may have to be programmed anew
    return true;
}

} // namespace

void disarm(Pass& pass, TimerObject& timer) {
    Cpu& cpu = pass.kernel.cpus[timer.home];
    LockGuard guard{cpu.lock, pass.held};
    cpu.timers.cancel(timer.timer);
    ++timer.setting; // an expiry that is under way comes too late
    timer.armed = false;
}

TAKT_COLD Outcome timer_set(Pass& pass, Thread& self, Handle name, Deadline first,
                            Duration interval) {
    TimerObject* timer = pass.kernel.timers.place_of(name);
    if (timer == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{timer->lock, pass.held};
    if (!timer->is_live(name) || !timer->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    if (interval.ns != 0 && interval < timer_interval_min) {
        return Outcome::failed(Error::invalid);
    }
    disarm(pass, *timer);
    timer->due = first;
    timer->interval = interval;
    timer->expiries = 0;
    return arm_here(pass, *timer) ? Outcome::done(0) : Outcome::failed(Error::busy);
}

TAKT_COLD Outcome timer_cancel(Pass& pass, Thread& self, Handle name) {
    TimerObject* timer = pass.kernel.timers.place_of(name);
    if (timer == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{timer->lock, pass.held};
    if (!timer->is_live(name) || !timer->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    const bool was_armed = timer->armed;
    disarm(pass, *timer);
    return Outcome::done(was_armed ? 1 : 0);
}

Outcome timer_wait(Pass& pass, Thread& self, Handle name, Deadline until) {
    TimerObject* timer = pass.kernel.timers.place_of(name);
    if (timer == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{timer->lock, pass.held};
    if (!timer->is_live(name) || !timer->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    if (timer->expiries > 0) {
        const auto expiries = static_cast<int64_t>(timer->expiries);
        timer->expiries = 0;
        return Outcome::done(expiries);
    }
    const Error error = may_wait_until(pass, until);
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    if (!block(pass, self, timer, &timer->waiters, until, {})) {
        return Outcome::interrupted();
    }
    return Outcome::blocked();
}

void timer_expired(Pass& pass, TimerObject& timer, uint32_t setting) {
    LockGuard guard{timer.lock, pass.held};
    if (!timer.armed || timer.setting != setting) {
        return; // set or cancelled since it was taken out
    }
    timer.armed = false;
    uint64_t expiries = 1;
    if (timer.interval.ns != 0) {
        expiries +=
            elapsed(timer.due.at, on_clock(timer.due.clock, pass.now)).ns / timer.interval.ns;
        timer.due.at = timer.due.at + Duration{expiries * timer.interval.ns};
        static_cast<void>(arm_here(pass, timer)); // the CPU is up: it has just expired here
    }
    timer.expiries += expiries;
    Thread* waiter = timer.waiters.pop();
    if (waiter != nullptr) {
        wake(pass, *waiter, static_cast<int64_t>(timer.expiries));
        timer.expiries = 0;
    }
}

} // namespace takt
