// SPDX-License-Identifier: GPL-2.0-only
// What others do to an RT thread: forks beside it, another CPU, another priority.
#include "tests.hpp"

#include <sched.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

#include "busy.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::ms;
using rt::shared;
using rt::takt;

/// The child of a fork starts in Linux mode without a TCB; its parent is not held up by
/// copy-on-write.
void fork_leaves_the_parent_alone() {
    rt::start_process();
    static char memory[64 * 4096];
    memset(memory, 1, sizeof(memory));
    std::atomic<bool> stop{false};
    std::atomic<uint64_t> faults{0};
    std::atomic<uint64_t> rounds{0};
    std::thread writer([&] {
        rt::attach({.priority = 60});
        rt::sleep_until(rt::now() + ms);
        const uint64_t before = rt::bounces();
        while (!stop) {
            for (size_t i = 0; i < sizeof(memory); i += 4096) {
                memory[i] = static_cast<char>(memory[i] + 1);
            }
            ++rounds;
            rt::sleep_until(rt::now() + 300000);
        }
        faults = rt::bounces() - before;
        if (faults != 0) {
            printf("TAKT-NOTE: %lu bounces, last for reason %u at %#lx, instruction %#lx\n",
                   faults.load(), rt::status().last_reason, rt::status().last_detail,
                   rt::status().last_ip);
        }
    });
    // A fork before the first thread is attached is one as ever.
    EXPECT(rt::eventually([&] { return rounds > 0; }));
    for (int i = 0; i < 20; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            usleep(2000);
            _exit(memory[0] != 0 ? 0 : 1);
        }
        int status;
        EXPECT(waitpid(child, &status, 0) == child);
    }
    stop = true;
    writer.join();
    EXPECT(rounds > 20);
    EXPECT(faults == 0);
}

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
    return {{"fork_leaves_the_parent_alone", fork_leaves_the_parent_alone},
            {"affinity_from_outside", affinity_from_outside},
            {"priority_from_outside", priority_from_outside}};
}
