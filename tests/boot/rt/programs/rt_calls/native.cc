// SPDX-License-Identifier: GPL-2.0-only
// Calls that are served in RT mode: clocks, sleeps, identity.
#include "tests.hpp"

#include <sched.h>

#include <cerrno>
#include <ctime>

#include "common.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::takt;

void go_there_and_back() {
    start();
    EXPECT(!rt::in_rt());
    into_rt();
    EXPECT(rt::bounces() == 0);
    EXPECT(takt(TAKT_CALL_GO_LINUX) == 0);
    EXPECT(!rt::in_rt());
    EXPECT(rt::bounces(TAKT_REASON_REQUEST) == 1);
    into_rt();
    EXPECT(rt::status().hardens == 2);
}

void identity() {
    start();
    const int64_t pid = getpid();
    const int64_t tid = gettid();
    into_rt();
    EXPECT(takt(TAKT_CALL_ABI) == (TAKT_ABI_MAJOR << 16 | TAKT_ABI_MINOR));
    EXPECT(takt(TAKT_CALL_SELF) == rt::handle());
    EXPECT(rt::call(SYS_getpid) == pid);
    EXPECT(rt::call(SYS_gettid) == tid);
    unsigned cpu = 77;
    unsigned node = 77;
    EXPECT(rt::call(SYS_getcpu, address(&cpu), address(&node)) == 0);
    EXPECT(cpu == 0 && node == 0);
    EXPECT(rt::call(SYS_sched_yield) == 0);
    EXPECT(rt::in_rt() && rt::bounces() == 0);
}

void clocks() {
    start();
    into_rt();
    for (int i = 0; i < 1000; ++i) {
        timespec time;
        uint64_t before = rt::now();
        EXPECT(rt::call(SYS_clock_gettime, CLOCK_MONOTONIC, address(&time)) == 0);
        uint64_t called =
            static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec);
        EXPECT(before <= called && called <= rt::now());
        before = rt::real_now();
        EXPECT(rt::call(SYS_clock_gettime, CLOCK_REALTIME, address(&time)) == 0);
        called =
            static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec);
        EXPECT(before <= called && called <= rt::real_now());
        before = rt::now();
        const auto takt_now = static_cast<uint64_t>(takt(TAKT_CALL_CLOCK, TAKT_CLOCK_MONOTONIC));
        EXPECT(before <= takt_now && takt_now <= rt::now());
    }
    EXPECT(rt::in_rt() && rt::bounces() == 0);
}

void sleeps() {
    start();
    // Hardens by itself: SCHED_FIFO and TAKT_ATTACH_AUTO.
    EXPECT(!rt::in_rt());
    for (const int clock : {CLOCK_MONOTONIC, CLOCK_REALTIME}) {
        for (const bool absolute : {false, true}) {
            for (int i = 0; i < 20; ++i) {
                const uint64_t now = clock == CLOCK_MONOTONIC ? rt::now() : rt::real_now();
                const uint64_t wait = 200000;
                const uint64_t until = absolute ? now + wait : wait;
                const timespec time{static_cast<time_t>(until / 1000000000),
                                    static_cast<long>(until % 1000000000)};
                const uint64_t begin = rt::now();
                EXPECT(rt::call(SYS_clock_nanosleep, static_cast<uint64_t>(clock),
                                absolute ? TIMER_ABSTIME : 0, address(&time), 0) == 0);
                const uint64_t slept = rt::now() - begin;
                EXPECT(slept + 2000 >= wait);
                EXPECT(rt::in_rt());
            }
        }
    }
    const timespec time{0, 300000};
    EXPECT(rt::call(SYS_nanosleep, address(&time), 0) == 0);
    const timespec past{0, 1};
    EXPECT(rt::call(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, address(&past), 0) == 0);
    EXPECT(rt::in_rt() && rt::bounces() == 0);
}

void sleep_errors() {
    start();
    into_rt();
    const timespec bad{0, 1000000000};
    EXPECT(rt::call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, address(&bad), 0) == -EINVAL);
    const timespec negative{-1, 0};
    EXPECT(rt::call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, address(&negative), 0) == -EINVAL);
    EXPECT(rt::in_rt() && rt::bounces() == 0);
    // What Linux says of these it says itself.
    EXPECT(rt::call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, 0x10, 0) == -EFAULT);
    EXPECT(!rt::in_rt() && rt::bounces(TAKT_REASON_COPY_FAULT) == 1);
    into_rt();
    EXPECT(rt::call(SYS_clock_nanosleep, 77, 0, address(&bad), 0) == -EINVAL);
    EXPECT(!rt::in_rt() && rt::bounces(TAKT_REASON_FOREIGN_CALL) == 1);
    EXPECT(rt::status().last_detail == SYS_clock_nanosleep);
}

} // namespace

std::vector<rt::Test> native_tests() {
    return {{"go_there_and_back", go_there_and_back},
            {"identity", identity},
            {"clocks", clocks},
            {"sleeps", sleeps},
            {"sleep_errors", sleep_errors}};
}
