// SPDX-License-Identifier: GPL-2.0-only
// The bridge to Linux: foreign calls, exceptions, what a bounce means.
#include "tests.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

#include "common.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::takt;

void bridge() {
    start();
    const int64_t parent = getppid();
    for (int i = 0; i < 100; ++i) {
        into_rt();
        EXPECT(rt::call(SYS_getppid) == parent);
        EXPECT(!rt::in_rt());
        EXPECT(rt::status().last_reason == TAKT_REASON_FOREIGN_CALL);
        EXPECT(rt::status().last_detail == SYS_getppid);
    }
    EXPECT(rt::bounces(TAKT_REASON_FOREIGN_CALL) == 100);
    into_rt();
    EXPECT(rt::call(9999) == -ENOSYS);
    into_rt();
    EXPECT(rt::call(SYS_close, 9999) == -EBADF);
    into_rt();
    struct stat info;
    EXPECT(rt::call(SYS_stat, address("/proc"), address(&info)) == 0 && S_ISDIR(info.st_mode));
    into_rt();
    const pid_t child = fork();
    if (child == 0) {
        // No TCB: Linux does not know these calls.
        _exit(takt(TAKT_CALL_SELF) == -ENOSYS ? 7 : 8);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7);
    // The 32-bit gate is another way in.
    into_rt();
    int64_t result = 20; // getpid there
    asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    EXPECT(result == getpid());
    EXPECT(rt::bounces(TAKT_REASON_FOREIGN_CALL) >= 105);
}

volatile sig_atomic_t caught = 0;
volatile int caught_value = 0;

void on_signal(int, siginfo_t* info, void*) {
    caught = caught + 1;
    caught_value = info->si_int;
}

void catch_signal(int signal, int flags) {
    struct sigaction action {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | flags;
    EXPECT(sigaction(signal, &action, nullptr) == 0);
}

void bounce_policies() {
    start();
    catch_signal(SIGXCPU, 0);
    const int64_t parent = getppid();
    rt::set_mode(TAKT_ATTACH_AUTO, TAKT_ON_BOUNCE_SIGNAL);
    into_rt();
    EXPECT(rt::call(SYS_getppid) == parent);
    EXPECT(caught == 1 && caught_value == TAKT_REASON_FOREIGN_CALL);
    rt::set_mode(TAKT_ATTACH_AUTO, TAKT_ON_BOUNCE_REFUSE);
    into_rt();
    EXPECT(rt::call(SYS_getppid) == -EPERM);
    EXPECT(rt::in_rt() && caught == 1);
    EXPECT(takt(TAKT_CALL_GO_LINUX) == 0); // asked for: no signal
    EXPECT(caught == 1);
}

void exceptions() {
    start();
    struct sigaction action {};
    static volatile int last;
    action.sa_sigaction = [](int signal, siginfo_t*, void* context) {
        last = signal;
        auto* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
        // Past the two-byte instruction; int3 is one byte and behind us already.
        registers[REG_RIP] += signal == SIGTRAP ? 0 : 2;
    };
    action.sa_flags = SA_SIGINFO;
    for (const int signal : {SIGILL, SIGFPE, SIGTRAP, SIGSEGV}) {
        EXPECT(sigaction(signal, &action, nullptr) == 0);
    }
    into_rt();
    asm volatile("ud2");
    EXPECT(last == SIGILL && !rt::in_rt());
    into_rt();
    asm volatile("div %%ecx" : : "a"(1), "d"(0), "c"(0) : "cc");
    EXPECT(last == SIGFPE && !rt::in_rt());
    EXPECT(rt::bounces(TAKT_REASON_FAULT) == 2);
    into_rt();
    asm volatile("int3");
    EXPECT(last == SIGTRAP && !rt::in_rt());
    EXPECT(rt::bounces(TAKT_REASON_TRAP) == 1);
    into_rt();
    asm volatile("mov (%%rax), %%cl" : : "a"(0x18) : "rcx", "memory");
    EXPECT(last == SIGSEGV && !rt::in_rt());
    EXPECT(rt::status().last_detail == 0x18);
    into_rt();
    // Single step: one trap an instruction, none lost.
    asm volatile("pushf; orl $0x100, (%%rsp); popf; nop; pushf; andl $~0x100, (%%rsp); popf"
                 :
                 :
                 : "memory", "cc");
    EXPECT(last == SIGTRAP && rt::bounces(TAKT_REASON_TRAP) >= 2);
}

} // namespace

std::vector<rt::Test> bridge_tests() {
    return {{"bridge", bridge}, {"bounce_policies", bounce_policies}, {"exceptions", exceptions}};
}
