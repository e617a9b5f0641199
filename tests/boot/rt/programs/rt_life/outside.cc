// SPDX-License-Identifier: GPL-2.0-only
// What others do to an RT thread: another CPU, another priority.
#include "tests.hpp"

#include <sched.h>
#include <sys/wait.h>

#include <cerrno>

#include "busy.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::ms;
using rt::shared;
using rt::takt;

void affinity_from_outside() {
    if (!has_two_cpus()) {
        return;
    }
    shared().step = 0;
    const pid_t child = rt::start_child([] {
        start(50, 0);
        while (shared().step != 2) {
            rt::sleep_until(rt::now() + 200000);
            int zero = 0;
            shared().step.compare_exchange_strong(zero, 1);
        }
        EXPECT(rt::bounces(TAKT_REASON_STALE) >= 1);
        rt::sleep_until(rt::now() + ms);
        EXPECT(rt::in_rt());
        unsigned cpu = 77;
        EXPECT(rt::call(SYS_getcpu, address(&cpu), 0) == 0);
        EXPECT(cpu == 1);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(1, &set);
    EXPECT(sched_setaffinity(child, sizeof(set), &set) == 0);
    usleep(5000);
    shared().step = 2;
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

void priority_from_outside() {
    shared().step = 0;
    const pid_t child = rt::start_child([] {
        start(50, 0);
        while (shared().step < 2) {
            rt::sleep_until(rt::now() + 200000);
            int zero = 0;
            shared().step.compare_exchange_strong(zero, 1);
        }
        EXPECT(rt::bounces(TAKT_REASON_STALE) >= 1);
        EXPECT(rt::in_rt());
        shared().step = 3;
        // As SCHED_OTHER it lives in Linux.
        while (shared().step != 4) {
            rt::sleep_until(rt::now() + 200000);
        }
        rt::sleep_until(rt::now() + ms);
        EXPECT(!rt::in_rt());
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    sched_param param{};
    param.sched_priority = 70;
    EXPECT(sched_setscheduler(child, SCHED_FIFO, &param) == 0);
    usleep(5000);
    shared().step = 2;
    EXPECT(rt::eventually([] { return shared().step == 3; }));
    param.sched_priority = 0;
    EXPECT(sched_setscheduler(child, SCHED_OTHER, &param) == 0);
    usleep(5000);
    shared().step = 4;
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

} // namespace

std::vector<rt::Test> outside_tests() {
    return {{"affinity_from_outside", affinity_from_outside},
            {"priority_from_outside", priority_from_outside}};
}
