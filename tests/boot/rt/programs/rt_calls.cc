// SPDX-License-Identifier: GPL-2.0-only
// Calls in RT mode: Linux's own that are served natively, the bridge for all others, the objects.
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <thread>

#include "rt.hpp"
#include "suite.hpp"

namespace {

using rt::takt;

uint64_t address(const void* pointer) {
    return reinterpret_cast<uint64_t>(pointer);
}

void start() {
    rt::start_process();
    rt::attach();
}

void into_rt() {
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    EXPECT(rt::in_rt());
}

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

/// A second RT thread that does @p body.
template<typename Body>
std::thread rt_thread(int priority, int cpu, Body body) {
    return std::thread([=] {
        rt::attach({.priority = priority, .cpu = cpu});
        body();
        rt::detach();
    });
}

void semaphores() {
    start();
    const auto go = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 1000, 0));
    const auto back = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 1000, 0));
    EXPECT(static_cast<int64_t>(go) > 0 && static_cast<int64_t>(back) > 0);
    std::atomic<int> rounds{0};
    std::thread other = rt_thread(60, 0, [&] {
        for (int i = 0; i < 500; ++i) {
            EXPECT(takt(TAKT_CALL_SEM_WAIT, go, TAKT_FOREVER) == 0);
            ++rounds;
            EXPECT(takt(TAKT_CALL_SEM_POST, back) == 0);
        }
    });
    into_rt();
    for (int i = 0; i < 500; ++i) {
        EXPECT(takt(TAKT_CALL_SEM_POST, go) == 0);
        EXPECT(takt(TAKT_CALL_SEM_WAIT, back, TAKT_FOREVER) == 0);
    }
    EXPECT(rounds == 500);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, back, 0) == -EAGAIN);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, back, rt::now() + 100000) == -ETIMEDOUT);
    EXPECT(rt::in_rt() && rt::bounces() == 0);
    other.join();
}

/// The classical inversion: without inheritance the middle one would keep the low one from giving
/// up.
void priority_inheritance() {
    start();
    const auto mutex = static_cast<uint64_t>(takt(TAKT_CALL_MUTEX_CREATE, 0));
    uint64_t go[3]; // low, middle, high
    for (uint64_t& semaphore : go) {
        semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 1, 0));
    }
    std::atomic<bool> high_done{false};
    std::atomic<bool> low_has_it{false};
    std::atomic<bool> inverted{false};
    const auto wait_for = [](uint64_t semaphore) {
        EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER) == 0);
    };
    std::thread low = rt_thread(10, 0, [&] {
        wait_for(go[0]);
        EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
        low_has_it = true;
        const uint64_t end = rt::now() + 3000000;
        while (rt::now() < end) {
        }
        EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
    });
    std::thread middle = rt_thread(20, 0, [&] {
        wait_for(go[1]);
        const uint64_t end = rt::now() + 100000000;
        while (!high_done && !inverted) {
            inverted = rt::now() > end;
        }
    });
    std::thread high = rt_thread(30, 0, [&] {
        wait_for(go[2]);
        EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
        high_done = true;
        EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
    });
    usleep(50000); // all three wait in RT mode
    into_rt();     // above all of them
    EXPECT(takt(TAKT_CALL_SEM_POST, go[0]) == 0);
    rt::sleep_until(rt::now() + 500000);
    EXPECT(low_has_it && !high_done);
    EXPECT(takt(TAKT_CALL_SEM_POST, go[2]) == 0);
    EXPECT(takt(TAKT_CALL_SEM_POST, go[1]) == 0);
    high.join();
    middle.join();
    low.join();
    EXPECT(high_done && !inverted);
}

void conditions() {
    start();
    const auto mutex = static_cast<uint64_t>(takt(TAKT_CALL_MUTEX_CREATE, 0));
    const auto cond = static_cast<uint64_t>(takt(TAKT_CALL_COND_CREATE, 0));
    static int ready;
    ready = 0;
    std::atomic<int> woken{0};
    std::vector<std::thread> waiters;
    for (int i = 0; i < 3; ++i) {
        waiters.push_back(rt_thread(40 + i, 0, [&] {
            EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
            while (ready == 0) {
                EXPECT(takt(TAKT_CALL_COND_WAIT, cond, mutex, TAKT_FOREVER) == 0);
            }
            ++woken;
            EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
        }));
    }
    usleep(20000);
    EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
    ready = 1;
    EXPECT(takt(TAKT_CALL_COND_BROADCAST, cond) == 0);
    EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
    for (std::thread& waiter : waiters) {
        waiter.join();
    }
    EXPECT(woken == 3);
    EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
    EXPECT(takt(TAKT_CALL_COND_WAIT, cond, mutex, rt::now() + 200000) == -ETIMEDOUT);
    EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
    EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == -EPERM);
}

void flags_queues_timers() {
    start();
    const auto flags = static_cast<uint64_t>(takt(TAKT_CALL_FLAGS_CREATE, 1, 0));
    into_rt();
    EXPECT(takt(TAKT_CALL_FLAGS_WAIT, flags, 1, TAKT_FLAGS_ALL | TAKT_FLAGS_CONSUME,
                TAKT_FOREVER) == 1);
    EXPECT(takt(TAKT_CALL_FLAGS_READ, flags) == 0);
    EXPECT(takt(TAKT_CALL_FLAGS_SET, flags, 6) == 0);
    EXPECT(takt(TAKT_CALL_FLAGS_WAIT, flags, 2, TAKT_FLAGS_ANY, TAKT_FOREVER) == 6);
    const auto queue = static_cast<uint64_t>(takt(TAKT_CALL_QUEUE_CREATE, 4, 64, 0));
    char text[64] = "first";
    EXPECT(takt(TAKT_CALL_QUEUE_SEND, queue, address(text), 64, 1, 0) == 0);
    char urgent[64] = "urgent";
    EXPECT(takt(TAKT_CALL_QUEUE_SEND, queue, address(urgent), 7, 9, 0) == 0);
    char got[64] = "";
    EXPECT(takt(TAKT_CALL_QUEUE_RECEIVE, queue, address(got), 64, TAKT_FOREVER) == (9 << 16 | 7));
    EXPECT(strcmp(got, "urgent") == 0);
    EXPECT(takt(TAKT_CALL_QUEUE_RECEIVE, queue, address(got), 64, TAKT_FOREVER) == (1 << 16 | 64));
    EXPECT(strcmp(got, "first") == 0);
    EXPECT(takt(TAKT_CALL_QUEUE_RECEIVE, queue, address(got), 64, 0) == -EAGAIN);
    const auto timer = static_cast<uint64_t>(takt(TAKT_CALL_TIMER_CREATE, 0));
    const uint64_t first = rt::now() + 300000;
    EXPECT(takt(TAKT_CALL_TIMER_SET, timer, first, 200000, TAKT_CLOCK_MONOTONIC) == 0);
    EXPECT(takt(TAKT_CALL_TIMER_WAIT, timer, TAKT_FOREVER) >= 1 && rt::now() >= first);
    EXPECT(takt(TAKT_CALL_TIMER_WAIT, timer, TAKT_FOREVER) >= 1 && rt::now() >= first + 200000);
    EXPECT(takt(TAKT_CALL_TIMER_CANCEL, timer) == 1);
    EXPECT(takt(TAKT_CALL_SET_PERIOD, rt::now() + 300000, 250000, TAKT_CLOCK_MONOTONIC) == 0);
    for (int i = 0; i < 10; ++i) {
        EXPECT(takt(TAKT_CALL_WAIT_PERIOD) >= 0);
    }
    EXPECT(rt::in_rt() && rt::bounces() == 0);
    EXPECT(takt(TAKT_CALL_CLOSE, queue) == 0);
    EXPECT(takt(TAKT_CALL_QUEUE_SEND, queue, address(text), 64, 1, 0) == -ESTALE);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, 12345, TAKT_FOREVER) < 0);
    EXPECT(rt::in_rt());
}

/// A receiver whose buffer is not there yet: the copy faults, Linux mends it, nothing is lost.
void delivery_faults() {
    start();
    const auto queue = static_cast<uint64_t>(takt(TAKT_CALL_QUEUE_CREATE, 4, 64, 0));
    munlockall();
    auto* absent = static_cast<char*>(
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    EXPECT(absent != MAP_FAILED);
    const char text[] = "through a fault";
    EXPECT(takt(TAKT_CALL_QUEUE_SEND, queue, address(text), sizeof(text), 1, 0) == 0);
    into_rt();
    EXPECT(takt(TAKT_CALL_QUEUE_RECEIVE, queue, address(absent), 64, TAKT_FOREVER) ==
           (1 << 16 | sizeof(text)));
    EXPECT(strcmp(absent, text) == 0);
    EXPECT(!rt::in_rt() && rt::bounces(TAKT_REASON_COPY_FAULT) == 1);
}

} // namespace

int main(int argc, char** argv) {
    return rt::run_suite({{"go_there_and_back", go_there_and_back},
                          {"identity", identity},
                          {"clocks", clocks},
                          {"sleeps", sleeps},
                          {"sleep_errors", sleep_errors},
                          {"bridge", bridge},
                          {"bounce_policies", bounce_policies},
                          {"exceptions", exceptions},
                          {"semaphores", semaphores},
                          {"priority_inheritance", priority_inheritance},
                          {"conditions", conditions},
                          {"flags_queues_timers", flags_queues_timers},
                          {"delivery_faults", delivery_faults}},
                         argc, argv);
}
