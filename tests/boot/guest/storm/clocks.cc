// SPDX-License-Identifier: GPL-2.0-only
// clocks: no clock goes back, whether the vDSO or the kernel reads it and on whichever CPU; no
// sleep and no timer is early, and no expiration is lost.
#include "worker.hpp"

#include <array>
#include <ctime>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::int64_t as_ns(const timespec& time) {
    return time.tv_sec * ns_per_s + time.tv_nsec;
}

timespec as_timespec(std::int64_t ns) {
    return {ns / ns_per_s, ns % ns_per_s};
}

std::int64_t by_vdso(Worker& worker, clockid_t clock) {
    timespec time;
    worker.call(clock_gettime(clock, &time), "clock_gettime");
    return as_ns(time);
}

std::int64_t by_kernel(Worker& worker, clockid_t clock) {
    timespec time;
    worker.call(syscall(SYS_clock_gettime, clock, &time), "clock_gettime");
    return as_ns(time);
}

void never_back(Worker& worker) {
    constexpr std::array clocks{CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,      CLOCK_BOOTTIME,
                                CLOCK_REALTIME,  CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};
    const clockid_t clock = clocks[worker.random.below(clocks.size())];
    std::int64_t last = by_vdso(worker, clock);
    for (int i = 0; i < 200; i++) {
        const std::int64_t now =
            worker.random.chance(20) ? by_kernel(worker, clock) : by_vdso(worker, clock);
        worker.check(now >= last, "clock {} went back by {} ns", clock, last - now);
        last = now;
    }
}

void never_early(Worker& worker) {
    constexpr std::array clocks{CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME};
    const clockid_t clock = clocks[worker.random.below(clocks.size())];
    const std::int64_t target =
        by_vdso(worker, clock) + static_cast<std::int64_t>(worker.random.below(3'000'000));
    const timespec until = as_timespec(target);
    const int result = clock_nanosleep(clock, TIMER_ABSTIME, &until, nullptr);
    worker.check(result == 0, "clock_nanosleep: {}", strerrordesc_np(result));
    const std::int64_t now = by_vdso(worker, clock);
    worker.check(now >= target, "a sleep on clock {} ended {} ns early", clock, target - now);
}

void poll_timeout(Worker& worker) {
    const int milliseconds = static_cast<int>(worker.random.between(1, 5));
    const std::int64_t begin = by_vdso(worker, CLOCK_MONOTONIC);
    const int result = worker.call(poll(nullptr, 0, milliseconds), "poll");
    const std::int64_t took = by_vdso(worker, CLOCK_MONOTONIC) - begin;
    worker.check(result == 0, "poll of nothing returned {}", result);
    worker.check(took >= milliseconds * 1'000'000, "poll for {} ms ended after {} ns", milliseconds,
                 took);
}

/// The expirations that a timerfd counts are those that the clock allows: none lost, none invented.
void expirations(Worker& worker) {
    const int timer = worker.call(timerfd_create(CLOCK_MONOTONIC, 0), "timerfd_create");
    const std::int64_t interval =
        static_cast<std::int64_t>(worker.random.between(50'000, 2'000'000));
    const std::int64_t first = by_vdso(worker, CLOCK_MONOTONIC) + interval;
    const itimerspec setting{as_timespec(interval), as_timespec(first)};
    worker.call(timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, nullptr), "timerfd_settime");
    std::int64_t total = 0;
    for (int i = 0; i < 4; i++) {
        const std::int64_t before = by_vdso(worker, CLOCK_MONOTONIC);
        std::uint64_t count = 0;
        const ssize_t got = worker.call(read(timer, &count, sizeof(count)), "read of a timerfd");
        const std::int64_t after = by_vdso(worker, CLOCK_MONOTONIC);
        worker.check(got == sizeof(count) && count > 0, "a timerfd counted {} expirations", count);
        total += static_cast<std::int64_t>(count);
        const std::int64_t most = (after - first) / interval + 1;
        const std::int64_t least = before < first ? 1 : (before - first) / interval + 1;
        worker.check(total <= most, "a timerfd counted {} expirations where {} are possible", total,
                     most);
        // An expiry whose interrupt is still on its way when the count is read comes with the next
        // one.
        worker.check(total >= least - 1, "a timerfd counted {} expirations instead of {}", total,
                     least);
    }
    close(timer);
}

} // namespace

void clocks(Worker& worker) {
    constexpr std::array operations{never_back, never_early, poll_timeout, expirations};
    while (worker.running()) {
        operations[worker.random.below(operations.size())](worker);
        worker.done();
    }
}

} // namespace storm
