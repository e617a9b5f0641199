// SPDX-License-Identifier: GPL-2.0-only
// What the system does to RT threads: freezes them, takes their CPU away.
#include "tests.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "busy.hpp"
#include "cgroup.hpp"
#include "files.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::ms;
using rt::shared;
using rt::takt;

void end(pid_t child) {
    int status;
    EXPECT(kill(child, SIGKILL) == 0);
    EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

bool is_frozen(const std::string& group) {
    return rt::numbers_in(group + "/cgroup.events", "frozen").at(0) == 1;
}

void freeze_while(Doing doing, int cpu) {
    const std::string group = rt::group("icebox");
    shared().step = 0;
    stay_away_from(cpu);
    const pid_t child = rt::start_child([=] {
        rt::enter_group("icebox");
        start(50, cpu);
        be_busy(doing);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    for (int i = 0; i < 3; ++i) {
        usleep(2000);
        const uint64_t begin = rt::now();
        rt::write_file(group + "/cgroup.freeze", "1");
        EXPECT(rt::eventually([&] { return is_frozen(group); }));
        expect_promptly(begin, child);
        const uint64_t count = shared().count;
        usleep(5000);
        EXPECT(shared().count == count);
        rt::write_file(group + "/cgroup.freeze", "0");
        EXPECT(rt::eventually([&] { return !is_frozen(group); }));
        const bool counts = doing == Doing::working || doing == Doing::spinning;
        EXPECT(!counts || rt::eventually([=] { return shared().count > count; }));
    }
    end(child);
}

void freeze_sleeping() {
    freeze_while(Doing::sleeping, 0);
}
void freeze_waiting() {
    freeze_while(Doing::waiting, 0);
}
void freeze_working() {
    freeze_while(Doing::working, 0);
}
void freeze_spinning() {
    if (has_two_cpus()) {
        freeze_while(Doing::spinning, 1);
    }
}

/// It enters RT mode again where Linux has put it, and did not miss what it waits for.
void cpu_goes_away() {
    if (!has_two_cpus()) {
        return;
    }
    shared().step = 0;
    const pid_t child = rt::start_child([] {
        start(60, 1);
        const auto semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, 0));
        std::thread waiter([=] {
            rt::attach({.cpu = 1});
            ++shared().step;
            EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER) == 0);
            EXPECT(rt::bounces(TAKT_REASON_HOTPLUG) == 1);
            rt::expect_rt();
        });
        ++shared().step;
        while (shared().step != 3) {
            rt::sleep_until(rt::now() + 200000);
        }
        rt::sleep_until(rt::now() + ms);
        rt::expect_rt();
        EXPECT(rt::bounces(TAKT_REASON_HOTPLUG) == 1);
        unsigned cpu = 77;
        EXPECT(rt::call(SYS_getcpu, address(&cpu), 0) == 0 && cpu == 0);
        EXPECT(takt(TAKT_CALL_SEM_POST, semaphore) == 0);
        waiter.join();
    });
    EXPECT(rt::eventually([] { return shared().step == 2; }));
    usleep(5000);
    rt::write_file("/sys/devices/system/cpu/cpu1/online", "0");
    shared().step = 3;
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    rt::write_file("/sys/devices/system/cpu/cpu1/online", "1");
    // The CPU is one of the co-kernel's again.
    EXPECT(rt::in_child([] {
               start(50, 1);
               EXPECT(takt(TAKT_CALL_GO_RT) == 0);
           }) == 0);
}

} // namespace

std::vector<rt::Test> system_tests() {
    return {{"freeze_sleeping", freeze_sleeping},
            {"freeze_waiting", freeze_waiting},
            {"freeze_working", freeze_working},
            {"freeze_spinning", freeze_spinning},
            {"cpu_goes_away", cpu_goes_away}};
}
