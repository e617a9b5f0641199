// SPDX-License-Identifier: GPL-2.0-only
// The life of an RT thread: signals, kills, stops, debuggers, forks, changes from outside,
// refusals.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <string>
#include <thread>

#include "rt.hpp"
#include "suite.hpp"

namespace {

using rt::takt;

constexpr uint64_t ms = 1000000;

uint64_t address(const void* pointer) {
    return reinterpret_cast<uint64_t>(pointer);
}

void start(int priority = 50, int cpu = 0) {
    rt::start_process();
    rt::attach({.priority = priority, .cpu = cpu});
}

/// Memory that children share with their parent.
struct Shared {
    std::atomic<int> step;
    std::atomic<uint64_t> count;
};

Shared& shared() {
    static auto* memory = static_cast<Shared*>(
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    return *memory;
}

std::atomic<int> caught{0};

void catch_signal(int signal, int flags) {
    struct sigaction action {};
    action.sa_handler = [](int) { ++caught; };
    action.sa_flags = flags;
    EXPECT(sigaction(signal, &action, nullptr) == 0);
}

/// A relative sleep as a raw call, which has no errno.
int64_t sleep_for(uint64_t ns, timespec* rest) {
    const timespec time{static_cast<time_t>(ns / 1000000000), static_cast<long>(ns % 1000000000)};
    return rt::call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, address(&time), address(rest));
}

/// A thread that signals @p target after a while, from Linux mode.
std::thread signal_later(pid_t target, int signal) {
    return std::thread([=] {
        usleep(5000);
        EXPECT(syscall(SYS_tgkill, getpid(), target, signal) == 0);
    });
}

void a_signal_ends_a_sleep() {
    start();
    for (const int flags : {0, SA_RESTART}) {
        catch_signal(SIGUSR1, flags);
        caught = 0;
        // Absolute and relative: EINTR in both, as Linux rules it for clock_nanosleep.
        std::thread sender = signal_later(gettid(), SIGUSR1);
        uint64_t end = rt::now() + 200 * ms;
        EXPECT(rt::sleep_until(end) == -EINTR);
        EXPECT(caught == 1 && rt::now() < end);
        sender.join();
        sender = signal_later(gettid(), SIGUSR1);
        timespec rest{};
        end = rt::now() + 200 * ms;
        EXPECT(sleep_for(200 * ms, &rest) == -EINTR);
        EXPECT(caught == 2);
        const int64_t left = static_cast<int64_t>(rest.tv_sec) * 1000000000 + rest.tv_nsec;
        const auto right = static_cast<int64_t>(end - rt::now());
        EXPECT(left > 0 && left < static_cast<int64_t>(200 * ms));
        EXPECT(left - right < static_cast<int64_t>(20 * ms) &&
               right - left < static_cast<int64_t>(20 * ms));
        sender.join();
    }
    EXPECT(rt::bounces(TAKT_REASON_SIGNAL) == 4);
    rt::sleep_until(rt::now() + ms);
    EXPECT(rt::in_rt());
}

/// An ignored signal, or a stop, does not end it: the sleep lasts its whole time.
void a_stop_does_not_end_a_sleep() {
    const pid_t child = rt::start_child([] {
        start();
        for (const bool absolute : {true, false}) {
            const uint64_t begin = rt::now();
            timespec rest{};
            const int64_t result =
                absolute ? rt::sleep_until(begin + 60 * ms) : sleep_for(60 * ms, &rest);
            EXPECT(result == 0 && rt::now() - begin >= 60 * ms);
            ++shared().step;
        }
    });
    for (int i = 0; i < 2; ++i) {
        usleep(15000);
        EXPECT(kill(child, SIGSTOP) == 0);
        int status;
        EXPECT(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
        usleep(5000);
        EXPECT(kill(child, SIGCONT) == 0);
        EXPECT(rt::eventually([&] { return shared().step == i + 1; }));
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

void a_call_of_ours_restarts() {
    start();
    catch_signal(SIGUSR1, SA_RESTART);
    const auto semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, 0));
    std::thread sender = signal_later(gettid(), SIGUSR1);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, rt::now() + 30 * ms) == -ETIMEDOUT);
    EXPECT(caught == 1 && rt::bounces(TAKT_REASON_SIGNAL) == 1);
    sender.join();
    catch_signal(SIGUSR1, 0);
    sender = signal_later(gettid(), SIGUSR1);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER) == -EINTR);
    EXPECT(caught == 2);
    sender.join();
}

void a_signal_reaches_who_spins() {
    start(50, 0);
    catch_signal(SIGALRM, 0);
    // Linux's own timer: its interrupt waits while RT code runs, so a pause lets it in.
    itimerval timer{{0, 0}, {0, 5000}};
    EXPECT(setitimer(ITIMER_REAL, &timer, nullptr) == 0);
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    const uint64_t end = rt::now() + 2000 * ms;
    while (caught == 0 && rt::now() < end) {
        const uint64_t pause = rt::now() + 100000;
        while (rt::now() < pause) {
        }
        if (caught == 0) {
            rt::sleep_until(rt::now() + 50000);
        }
    }
    EXPECT(caught == 1);
}

/// What a thread in RT mode does when its process is killed.
enum class Doing { sleeping, waiting, working, spinning };

void be_busy(Doing doing) {
    const auto semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, 0));
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    ++shared().step;
    for (;;) {
        switch (doing) {
        case Doing::sleeping:
            rt::sleep_until(rt::now() + 3600000 * ms);
            break;
        case Doing::waiting:
            takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER);
            break;
        case Doing::working:
            rt::sleep_until(rt::now() + 100000);
            break;
        case Doing::spinning:
            ++shared().count;
            break;
        }
    }
}

void kill_while(Doing doing, int cpu) {
    shared().step = 0;
    const pid_t child = rt::start_child([=] {
        start(50, cpu);
        be_busy(doing);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    usleep(2000);
    EXPECT(kill(child, SIGKILL) == 0);
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
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

bool has_two_cpus() {
    return sysconf(_SC_NPROCESSORS_ONLN) > 1;
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
        char program[] = "/bin/true";
        char* arguments[] = {program, nullptr};
        rt::call(SYS_execve, address(program), address(arguments), 0);
    });
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
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

void trace_while(Doing doing, int cpu) {
    shared().step = 0;
    shared().count = 0;
    const pid_t child = rt::start_child([=] {
        start(50, cpu);
        be_busy(doing);
    });
    EXPECT(rt::eventually([] { return shared().step == 1; }));
    for (int i = 0; i < 5; ++i) {
        usleep(3000);
        EXPECT(ptrace(PTRACE_ATTACH, child, nullptr, nullptr) == 0);
        int status;
        EXPECT(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
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

void seccomp_goes_to_linux() {
    start();
    rt::sleep_until(rt::now() + ms);
    EXPECT(rt::in_rt());
    sock_filter filter[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog program{1, filter};
    EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    EXPECT(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
    rt::sleep_until(rt::now() + ms);
    EXPECT(!rt::in_rt());
    EXPECT(rt::status().refusal == TAKT_REFUSED_FILTERED);
    EXPECT(takt(TAKT_CALL_GO_RT) == -EPERM);
}

int attach_as(takt_attach& attach) {
    attach = {};
    return rt::try_attach(attach);
}

void refusals() {
    takt_attach attach;
    // Not locked.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               munlockall();
               EXPECT(attach_as(attach) == -ENOLCK && attach.refusal == TAKT_REFUSED_MEMORY);
           }) == 0);
    // glibc's rseq.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               EXPECT(attach_as(attach) == -EBUSY && attach.refusal == TAKT_REFUSED_RSEQ);
               EXPECT(attach.abi_major == TAKT_ABI_MAJOR && attach.abi_minor == TAKT_ABI_MINOR);
           }) == 0);
    // Another version.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               attach = {};
               attach.size = sizeof(attach);
               attach.abi_major = TAKT_ABI_MAJOR + 1;
               EXPECT(ioctl(rt::device(), TAKT_IOC_ATTACH, &attach) == -1 && errno == EPROTO);
               EXPECT(attach.refusal == TAKT_REFUSED_VERSION);
               EXPECT(attach.abi_major == TAKT_ABI_MAJOR);
           }) == 0);
    // No right to real-time scheduling.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               EXPECT(setuid(1000) == 0);
               EXPECT(attach_as(attach) == -EPERM && attach.refusal == TAKT_REFUSED_PERMISSION);
           }) == 0);
    // The same with RLIMIT_RTPRIO.
    EXPECT(rt::in_child([&] {
               const rlimit limit{10, 10};
               EXPECT(setrlimit(RLIMIT_RTPRIO, &limit) == 0);
               rt::start_process();
               EXPECT(setuid(1000) == 0);
               rt::attach({.priority = 5});
               EXPECT(takt(TAKT_CALL_GO_RT) == 0);
           }) == 0);
    // The device of a parent is no use to a child.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               EXPECT(rt::in_child([&] { EXPECT(attach_as(attach) == -EINVAL); }) == 0);
           }) == 0);
    // Twice.
    EXPECT(rt::in_child([&] {
               start();
               EXPECT(attach_as(attach) == -EALREADY);
               rt::detach();
               rt::attach();
               EXPECT(takt(TAKT_CALL_GO_RT) == 0);
           }) == 0);
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

int main(int argc, char** argv) {
    shared();
    return rt::run_suite({{"a_signal_ends_a_sleep", a_signal_ends_a_sleep},
                          {"a_stop_does_not_end_a_sleep", a_stop_does_not_end_a_sleep},
                          {"a_call_of_ours_restarts", a_call_of_ours_restarts},
                          {"a_signal_reaches_who_spins", a_signal_reaches_who_spins},
                          {"kill_sleeping", kill_sleeping},
                          {"kill_waiting", kill_waiting},
                          {"kill_working", kill_working},
                          {"kill_spinning", kill_spinning},
                          {"exit_group_over_siblings", exit_group_over_siblings},
                          {"exec_from_rt", exec_from_rt},
                          {"watchdog", watchdog},
                          {"trace_working", trace_working},
                          {"trace_spinning", trace_spinning},
                          {"trace_calls", trace_calls},
                          {"fork_leaves_the_parent_alone", fork_leaves_the_parent_alone},
                          {"affinity_from_outside", affinity_from_outside},
                          {"priority_from_outside", priority_from_outside},
                          {"seccomp_goes_to_linux", seccomp_goes_to_linux},
                          {"refusals", refusals},
                          {"kill_storm", kill_storm}},
                         argc, argv);
}
