// SPDX-License-Identifier: GPL-2.0-only
// How RT threads end: killed, with their process, by another program, by the watchdog.
#include "tests.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "busy.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::ms;
using rt::shared;
using rt::takt;

void kill_while(Doing doing, int cpu) {
    shared().step = 0;
    stay_away_from(cpu);
    const pid_t child = rt::start_child([=] {
        start(50, cpu);
        be_busy(doing);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    usleep(2000);
    const uint64_t begin = rt::now();
    EXPECT(kill(child, SIGKILL) == 0);
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    expect_promptly(begin, child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

void kill_sleeping() {
    kill_while(Doing::sleeping, 0);
}
void kill_waiting() {
    kill_while(Doing::waiting, 0);
}
void kill_working() {
    kill_while(Doing::working, 0);
}

/// Only another CPU can do that: on its own one a spinning RT thread is the watchdog's.
void kill_spinning() {
    if (has_two_cpus()) {
        kill_while(Doing::spinning, 1);
    }
}

void exit_group_over_siblings() {
    shared().step = 0;
    const int status = rt::in_child([] {
        rt::start_process();
        for (const Doing doing : {Doing::sleeping, Doing::waiting, Doing::working}) {
            std::thread([=] {
                rt::attach();
                be_busy(doing);
            }).detach();
        }
        if (has_two_cpus()) {
            std::thread([] {
                rt::attach({.cpu = 1});
                be_busy(Doing::spinning);
            }).detach();
        }
        EXPECT(rt::eventually([] { return shared().step == (has_two_cpus() ? 4 : 3); }));
        syscall(SYS_exit_group, 5);
    });
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 5);
}

void exec_from_rt() {
    shared().step = 0;
    const int status = rt::in_child([] {
        rt::start_process();
        std::thread([] {
            rt::attach();
            be_busy(Doing::working);
        }).detach();
        EXPECT(rt::eventually([] { return shared().step == 1; }));
        rt::attach();
        EXPECT(takt(TAKT_CALL_GO_RT) == 0);
        // The new program looks whether a thread is attached, itself for one.
        char program[] = "/bin/grep";
        char quiet[] = "-q";
        char pattern[] = "^thread";
        char file[] = "/proc/takt";
        char* arguments[] = {program, quiet, pattern, file, nullptr};
        rt::call(SYS_execve, address(program), address(arguments), 0);
    });
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 1); // none
}

void watchdog() {
    shared().step = 0;
    start();
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    const uint64_t begin = rt::now();
    while (rt::in_rt()) {
    }
    const uint64_t kept = rt::now() - begin;
    EXPECT(kept >= 3900 * ms && kept < 6000 * ms);
    EXPECT(rt::bounces(TAKT_REASON_WATCHDOG) == 1);
    EXPECT(rt::status().last_reason == TAKT_REASON_WATCHDOG);
}

/// Threads die in RT mode at random moments; nothing is left behind.
void kill_storm() {
    for (int round = 0; round < 40; ++round) {
        shared().step = 0;
        const pid_t child = rt::start_child([] {
            rt::start_process();
            for (int i = 0; i < 4; ++i) {
                std::thread([=] {
                    rt::attach({.priority = 40 + i, .cpu = has_two_cpus() ? i % 2 : 0});
                    be_busy(static_cast<Doing>(i % 3));
                }).detach();
            }
            pause();
        });
        usleep(static_cast<useconds_t>(2000 + 977 * round % 9000));
        EXPECT(kill(child, SIGKILL) == 0);
        int status;
        EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    }
    rt::expect_no_thread_left();
}

} // namespace

std::vector<rt::Test> end_tests() {
    return {{"kill_sleeping", kill_sleeping},
            {"kill_waiting", kill_waiting},
            {"kill_working", kill_working},
            {"kill_spinning", kill_spinning},
            {"exit_group_over_siblings", exit_group_over_siblings},
            {"exec_from_rt", exec_from_rt},
            {"watchdog", watchdog},
            {"kill_storm", kill_storm}};
}
