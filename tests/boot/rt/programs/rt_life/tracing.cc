// SPDX-License-Identifier: GPL-2.0-only
// Debuggers and strace at RT threads.
#include "tests.hpp"

#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

#include "busy.hpp"
#include "rt.hpp"

namespace {

using rt::shared;
using rt::takt;

void trace_while(Doing doing, int cpu) {
    shared().step = 0;
    shared().count = 0;
    stay_away_from(cpu);
    const pid_t child = rt::start_child([=] {
        start(50, cpu);
        be_busy(doing);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    for (int i = 0; i < 5; ++i) {
        usleep(3000);
        const uint64_t begin = rt::now();
        EXPECT(ptrace(PTRACE_ATTACH, child, nullptr, nullptr) == 0);
        int status;
        EXPECT(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
        expect_promptly(begin, child);
        user_regs_struct registers{};
        EXPECT(ptrace(PTRACE_GETREGS, child, nullptr, &registers) == 0);
        EXPECT(registers.rip > 0x400000 && registers.rip < 0x800000 && registers.rsp != 0);
        for (int steps = 0; steps < 20; ++steps) {
            EXPECT(ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0);
            EXPECT(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
            EXPECT(WSTOPSIG(status) == SIGTRAP);
            if (doing != Doing::spinning) {
                break; // the step is a sleep
            }
        }
        EXPECT(ptrace(PTRACE_DETACH, child, nullptr, nullptr) == 0);
    }
    EXPECT(kill(child, SIGKILL) == 0);
    int status;
    EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

void trace_working() {
    trace_while(Doing::working, 0);
}

void trace_spinning() {
    if (has_two_cpus()) {
        trace_while(Doing::spinning, 1);
    }
}

/// What strace does: every system call of a thread that was in RT mode shows up.
void trace_calls() {
    shared().step = 0;
    const pid_t child = rt::start_child([] {
        start();
        be_busy(Doing::working);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    EXPECT(ptrace(PTRACE_SEIZE, child, nullptr, PTRACE_O_TRACESYSGOOD) == 0);
    EXPECT(ptrace(PTRACE_INTERRUPT, child, nullptr, nullptr) == 0);
    int status;
    EXPECT(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
    int sleeps = 0;
    for (int i = 0; i < 40; ++i) {
        EXPECT(ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) == 0);
        EXPECT(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            continue;
        }
        user_regs_struct registers{};
        EXPECT(ptrace(PTRACE_GETREGS, child, nullptr, &registers) == 0);
        sleeps += registers.orig_rax == SYS_clock_nanosleep;
    }
    EXPECT(sleeps >= 20);
    EXPECT(ptrace(PTRACE_DETACH, child, nullptr, nullptr) == 0);
    EXPECT(kill(child, SIGKILL) == 0);
    EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

} // namespace

std::vector<rt::Test> tracing_tests() {
    return {{"trace_working", trace_working},
            {"trace_spinning", trace_spinning},
            {"trace_calls", trace_calls}};
}
