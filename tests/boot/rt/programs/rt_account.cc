// SPDX-License-Identifier: GPL-2.0-only
// Linux's accounting of RT threads: their time is theirs, and stolen from whom they preempt.
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "cgroup.hpp"
#include "files.hpp"
#include "rt.hpp"
#include "shared.hpp"
#include "suite.hpp"

namespace {

using rt::ms;
using rt::shared;
constexpr int bursts = 50;
constexpr uint64_t burst_ns = 10 * ms;

uint64_t group_ns(const char* name, const char* key = "usage_usec") {
    return rt::numbers_in(rt::group(name) + "/cpu.stat", key).at(0) * 1000;
}

/// Run time in ns, by the process's clock.
uint64_t run_ns(pid_t pid) {
    clockid_t clock;
    timespec time;
    EXPECT(clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &time) == 0);
    return static_cast<uint64_t>(time.tv_sec) * 1000 * ms + static_cast<uint64_t>(time.tv_nsec);
}

/// utime and stime of /proc/PID/stat in ns; the name, in parentheses, has no blank here.
uint64_t stat_ns(pid_t pid) {
    FILE* file = fopen(("/proc/" + std::to_string(pid) + "/stat").c_str(), "r");
    EXPECT(file != nullptr);
    unsigned long utime = 0;
    unsigned long stime = 0;
    EXPECT(fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &utime,
                  &stime) == 2);
    fclose(file);
    return (utime + stime) * 10 * ms;
}

/// What /proc/stat says of all CPUs.
struct Cpus {
    uint64_t all = 0, idle = 0, stolen = 0;
};

Cpus cpus() {
    const std::vector<uint64_t> ticks = rt::numbers_in("/proc/stat", "cpu");
    Cpus sum;
    for (size_t i = 0; i < 8; ++i) {
        sum.all += ticks.at(i) * 10 * ms;
    }
    sum.idle = (ticks.at(3) + ticks.at(4)) * 10 * ms;
    sum.stolen = ticks.at(7) * 10 * ms;
    return sum;
}

/// Time in RT mode as the co-kernel counts it.
uint64_t rt_mode_ns(pid_t pid) {
    const std::string wanted = " tid " + std::to_string(pid) + " ";
    FILE* file = fopen("/proc/takt", "r");
    EXPECT(file != nullptr);
    char line[1024];
    uint64_t ns = 0;
    while (fgets(line, sizeof(line), file) != nullptr) {
        const char* runtime = strstr(line, " runtime_ns ");
        if (strstr(line, wanted.c_str()) != nullptr && runtime != nullptr) {
            ns = strtoul(runtime + strlen(" runtime_ns "), nullptr, 10);
        }
    }
    fclose(file);
    return ns;
}

uint64_t online() {
    return static_cast<uint64_t>(sysconf(_SC_NPROCESSORS_ONLN));
}

/// With several CPUs time is the host's, which may stop a CPU of the guest at any instruction. A
/// kernel with debug options takes much for itself: there RT_TOLERANT is in the environment.
void expect_about(const char* what, uint64_t is, uint64_t want, uint64_t tolerance) {
    tolerance *= online() > 1 || getenv("RT_TOLERANT") != nullptr ? 6 : 1;
    printf("%s: %lu us, expected %lu\n", what, is / 1000, want / 1000);
    if (is + tolerance < want || is > want + tolerance) {
        rt::fail("%s: %lu us are not about %lu", what, is / 1000, want / 1000);
    }
}

void wait_for(int step) {
    while (shared().step != step) {
        usleep(1000);
    }
}

/// Half of the time it spins in RT mode, a second long, and goes on sleeping there.
pid_t start_spinner(int cpu) {
    return rt::start_child([=] {
        rt::enter_group("spinner");
        rt::start_process();
        rt::attach({.cpu = cpu});
        ++shared().step;
        while (shared().step != 3) {
            rt::sleep_until(rt::now() + ms);
        }
        const uint64_t bounces = rt::bounces();
        uint64_t next = rt::now();
        for (int i = 0; i < bursts; ++i) {
            next += 2 * burst_ns;
            rt::sleep_until(next);
            while (rt::now() < next + burst_ns) {
            }
        }
        shared().step = 4;
        while (shared().step != 5) {
            rt::sleep_until(rt::now() + ms);
        }
        rt::expect_rt();
        EXPECT(rt::bounces() == bounces);
        // This call takes it to Linux.
        rusage usage;
        EXPECT(getrusage(RUSAGE_THREAD, &usage) == 0);
        EXPECT(rt::bounces() == bounces + 1);
        shared().count =
            static_cast<uint64_t>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 * ms +
            static_cast<uint64_t>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
        shared().step = 6;
        pause();
    });
}

pid_t start_hog(int cpu) {
    return rt::start_child([=] {
        rt::enter_group("hog");
        rt::bind(cpu);
        ++shared().step;
        for (;;) {
            asm volatile("");
        }
    });
}

void end(pid_t child) {
    int status;
    EXPECT(kill(child, SIGKILL) == 0);
    EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

void measure(bool busy) {
    sched_param param{};
    param.sched_priority = 10;
    EXPECT(sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) == 0);

    rt::group("spinner"); // here, as the children would both mount them
    const int cpu = static_cast<int>(online()) - 1;
    shared().step = busy ? 0 : 1;
    const pid_t spinner = start_spinner(cpu);
    const pid_t hog = busy ? start_hog(cpu) : 0;
    wait_for(2);
    // What it has run until here is in the books after this.
    usleep(250000);
    const uint64_t begin = rt::now();
    const Cpus cpus_before = cpus();
    const uint64_t rt_before = rt_mode_ns(spinner);
    const uint64_t spinner_before = run_ns(spinner);
    const uint64_t stat_before = stat_ns(spinner);
    const uint64_t group_before = group_ns("spinner");
    const uint64_t user_before = group_ns("spinner", "user_usec");
    const uint64_t hog_before = busy ? run_ns(hog) : 0;
    const uint64_t hog_group_before = busy ? group_ns("hog") : 0;
    shared().step = 3;
    wait_for(4);
    usleep(150000);
    if (!busy && online() > 1) {
        // An idle CPU whose tick is stopped books what was stolen from it when it wakes up, as
        // under a hypervisor.
        rt::bind(cpu);
        const uint64_t ticks = rt::now() + 25 * ms;
        while (rt::now() < ticks) {
        }
    }
    const uint64_t wall = rt::now() - begin;
    const uint64_t rt_ns = rt_mode_ns(spinner) - rt_before;
    if (online() == 1) {
        // A millisecond's sleep costs it some us.
        expect_about("RT mode", rt_ns, bursts * burst_ns, ms);
    }
    expect_about("CPU clock", run_ns(spinner) - spinner_before, rt_ns, ms);
    expect_about("stat", stat_ns(spinner) - stat_before, rt_ns, 20 * ms);
    expect_about("cgroup usage", group_ns("spinner") - group_before, rt_ns, ms);
    expect_about("cgroup user", group_ns("spinner", "user_usec") - user_before, rt_ns, 20 * ms);
    const Cpus cpus_after = cpus();
    expect_about("steal", cpus_after.stolen - cpus_before.stolen, rt_ns, 20 * ms);
    expect_about("all of /proc/stat", cpus_after.all - cpus_before.all, wall * online(), 50 * ms);
    if (busy) {
        expect_about("other task", run_ns(hog) - hog_before, wall - rt_ns, 20 * ms);
        expect_about("its cgroup", group_ns("hog") - hog_group_before, wall - rt_ns, 20 * ms);
    } else {
        expect_about("idle", cpus_after.idle - cpus_before.idle, wall * online() - rt_ns, 50 * ms);
    }
    shared().step = 5;
    wait_for(6);
    expect_about("getrusage", shared().count, run_ns(spinner), 5 * ms);
    end(spinner);
    if (busy) {
        end(hog);
    }
}

void beside_a_busy_task() {
    measure(true);
}

void on_an_idle_cpu() {
    measure(false);
}

} // namespace

int main(int argc, char** argv) {
    shared();
    return rt::run_suite(
        {{"beside_a_busy_task", beside_a_busy_task}, {"on_an_idle_cpu", on_an_idle_cpu}}, argc,
        argv);
}
