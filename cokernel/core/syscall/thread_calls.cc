// SPDX-License-Identifier: GPL-2.0-only
// Implements the services that concern the calling thread and time.
#include "syscall/thread_calls.hpp"

#include "base/annotations.hpp"
#include "thread/sched_params.hpp"
#include "wait/blocking.hpp"

namespace takt {

namespace {

Outcome wait_for_time(Pass& pass, Thread& self, Deadline until, const WaitArguments& wait)
    TAKT_REQUIRES(hard_off) {
    return block(pass, self, nullptr, nullptr, until, wait) ? Outcome::blocked()
                                                            : Outcome::interrupted();
}

} // namespace

int64_t read_clock(const Pass& pass, Clock clock) {
    return static_cast<int64_t>(on_clock(clock, pass.now).ns);
}

Outcome sleep_until(Pass& pass, Thread& self, Deadline until) {
    if (!until.is_never() && until.at <= on_clock(until.clock, pass.now)) {
        return Outcome::done(0);
    }
    return wait_for_time(pass, self, until, {});
}

TAKT_COLD Outcome set_sched_of(Pass& pass, Thread& self, Handle name, const takt_sched& sched) {
    const Error error = validate(sched);
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    DonationGuard guard{pass};
    Thread* thread = name == Handle{} ? &self : pass.kernel.threads.find(name);
    if (thread == nullptr) {
        return Outcome::failed(Error::stale);
    }
    if (thread->process != self.process) {
        return Outcome::failed(Error::not_permitted);
    }
    set_sched(pass, *thread, sched);
    return Outcome::done(0);
}

TAKT_COLD Outcome set_period(Pass& pass, Thread& self, Deadline first, Duration period) {
    if (period < period_min || first.is_never()) {
        return Outcome::failed(Error::invalid);
    }
    self.release = first.at.ns != 0 ? first.at : on_clock(first.clock, pass.now) + period;
    self.period = period;
    self.period_clock = first.clock;
    return Outcome::done(0);
}

Outcome wait_period(Pass& pass, Thread& self) {
    if (self.release.is_never()) {
        return Outcome::failed(Error::invalid);
    }
    const Deadline release{self.release, self.period_clock};
    const Instant now = on_clock(release.clock, pass.now);
    if (release.at > now) {
        return wait_for_time(pass, self, release, {.is_release = true});
    }
    const uint64_t missed = elapsed(release.at, now).ns / self.period.ns;
    self.release = self.release + Duration{(missed + 1) * self.period.ns};
    return Outcome::done(static_cast<int64_t>(missed));
}

} // namespace takt
