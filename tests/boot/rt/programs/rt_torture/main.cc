// SPDX-License-Identifier: GPL-2.0-only
// Torture: processes with RT threads are signalled, stopped, traced, moved, reprioritized and
// killed at random while they verify what they have. Usage: rt_torture SECONDS [SEED]
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>

#include "board.hpp"
#include "files.hpp"
#include "rt.hpp"
#include "shared.hpp"
#include "suite.hpp"

namespace {

Board* board;
uint64_t random_state;
pid_t process[victims];
uint64_t kills = 0;
uint64_t actions = 0;

uint64_t below(uint64_t bound) {
    return next_random(random_state) % bound;
}

int cpus() {
    return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
}

void start_victim(int index) {
    Victim& victim = board->victim[index];
    for (auto& tid : victim.tid) {
        tid = 0;
    }
    const uint64_t seed = next_random(random_state);
    process[index] = rt::start_child([&victim, seed] { be_a_victim(victim, seed); });
}

void kill_victim(int index) {
    EXPECT(kill(process[index], SIGKILL) == 0);
    int status;
    EXPECT(waitpid(process[index], &status, 0) == process[index]);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
        rt::fail("a victim has ended with status %#x", status);
    }
    ++kills;
}

/// Attach, look, let go; what came for it meanwhile is passed on.
void trace(pid_t tid) {
    if (ptrace(PTRACE_SEIZE, tid, nullptr, nullptr) != 0) {
        return;
    }
    EXPECT(ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr) == 0);
    int status;
    EXPECT(waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status));
    user_regs_struct registers{};
    EXPECT(ptrace(PTRACE_GETREGS, tid, nullptr, &registers) == 0 && registers.rsp != 0);
    const int signal = status >> 16 == 0 ? WSTOPSIG(status) : 0;
    EXPECT(ptrace(PTRACE_DETACH, tid, nullptr, static_cast<long>(signal)) == 0);
}

void move(pid_t tid) {
    cpu_set_t set;
    CPU_ZERO(&set);
    const auto count = static_cast<uint64_t>(cpus());
    const uint64_t choice = below(count + 1);
    for (uint64_t cpu = 0; cpu < count; ++cpu) {
        if (choice == cpu || choice == count) {
            CPU_SET(cpu, &set);
        }
    }
    sched_setaffinity(tid, sizeof(set), &set);
}

void set_priority(pid_t tid) {
    sched_param param{};
    param.sched_priority = static_cast<int>(10 + below(40));
    sched_setscheduler(tid, below(3) == 0 ? SCHED_RR : SCHED_FIFO, &param);
}

void act() {
    const auto index = static_cast<int>(below(victims));
    const pid_t tid = board->victim[index].tid[below(threads_each)];
    ++actions;
    switch (below(10)) {
    case 0:
        kill_victim(index);
        start_victim(index);
        break;
    case 1:
    case 2:
        // Once it is there, it has a handler.
        if (tid != 0) {
            kill(process[index], SIGUSR1);
        }
        break;
    case 3:
        kill(process[index], SIGSTOP);
        usleep(static_cast<useconds_t>(below(3000)));
        kill(process[index], SIGCONT);
        break;
    case 4:
        if (tid != 0) {
            trace(tid);
        }
        break;
    case 5:
    case 6:
        if (tid != 0) {
            move(tid);
        }
        break;
    case 7:
        if (tid != 0) {
            set_priority(tid);
        }
        break;
    default:
        break;
    }
}

uint64_t sum(std::atomic<uint64_t> Victim::*count) {
    uint64_t all = 0;
    for (const Victim& victim : board->victim) {
        all += victim.*count;
    }
    return all;
}

/// Each CPU keeps back some pages that it has yet to count as no longer locked, for ever if it is
/// idle; dropping caches makes all of them count.
uint64_t locked_kib() {
    if (FILE* drop = fopen("/proc/sys/vm/drop_caches", "w")) {
        fputs("1", drop);
        fclose(drop);
    }
    return rt::numbers_in("/proc/meminfo", "Mlocked:").at(0);
}

} // namespace

int main(int argc, char** argv) {
    const uint64_t seconds = argc > 1 ? strtoul(argv[1], nullptr, 0) : 10;
    random_state = argc > 2 ? strtoul(argv[2], nullptr, 0) : 1;
    void* memory =
        mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    board = new (memory) Board;
    // Above what it torments, or it would not get to it.
    sched_param param{};
    param.sched_priority = 90;
    EXPECT(sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) == 0);
    const uint64_t locked = locked_kib();
    const uint64_t end = rt::now() + seconds * 1000 * rt::ms;
    for (int i = 0; i < victims; ++i) {
        start_victim(i);
    }
    uint64_t seen = 0;
    uint64_t moved = rt::now();
    while (rt::now() < end) {
        act();
        usleep(static_cast<useconds_t>(500 + below(4000)));
        const uint64_t rounds = sum(&Victim::rounds);
        if (rounds != seen) {
            seen = rounds;
            moved = rt::now();
        } else if (rt::now() - moved > 20000 * rt::ms) {
            rt::fail("nothing has moved for 20 s");
        }
    }
    for (int i = 0; i < victims; ++i) {
        kill_victim(i);
    }
    printf("TAKT-NOTE: %lu rounds, %lu times into RT mode, %lu actions, %lu kills\n", seen,
           sum(&Victim::hardens), actions, kills);
    fflush(stdout);
    EXPECT(sum(&Victim::hardens) > 100 * seconds);
    rt::expect_no_thread_left();
    const bool given_back = rt::eventually([&] { return locked_kib() <= locked; });
    printf("TAKT-NOTE: locked memory: %lu KiB before, %lu after\n", locked, locked_kib());
    fflush(stdout);
    EXPECT(given_back);
    return 0;
}
