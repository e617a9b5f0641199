// SPDX-License-Identifier: GPL-2.0-only
// Hostile input: every call with random arguments from several processes, anything in the words of
// their mutexes, and processes killed at random instants inside RT mode, while an RT thread that
// harms nobody keeps its deadlines. Usage: rt_hostile CALLS KILLS SEED [MAX_NS]
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <random>

#include "rt.hpp"
#include "suite.hpp"

namespace {

using rt::takt;

constexpr int processes = 3;
constexpr int threads = 2;
/// The one that is watched; nobody may set a priority at or above it.
constexpr int witness_priority = 95;
constexpr uint64_t witness_period_ns = 503000;
/// After so many calls a hostile thread sleeps, or Linux would never get to send its signals.
constexpr uint64_t calls_per_burst = 8;
constexpr uint64_t burst_pause_ns = 100000;

/// What all processes share: names of objects, so that they disturb each other's, and the score.
struct Shared {
    std::array<std::atomic<uint64_t>, 64> names;
    std::atomic<uint64_t> calls;
    std::atomic<uint64_t> refused; // calls with a negative result
    std::atomic<uint64_t> kills;
    std::atomic<int> busy; // processes that have not finished yet
};

Shared* shared;

class Hostile {
public:
    Hostile(uint64_t seed, uint64_t calls)
        : random_{seed}, calls_{calls}, words_{rt::map_mutex_words()} {}

    void run() {
        rt::attach({.priority = 20 + static_cast<int>(pick(60))});
        for (uint64_t call = 0; call < calls_; ++call) {
            one_call();
            if (call % calls_per_burst == 0) {
                rt::sleep_until(rt::now() + burst_pause_ns);
            }
        }
        // Whatever happened, the interface still answers, to this thread as to others.
        EXPECT(takt(TAKT_CALL_ABI) == (TAKT_ABI_MAJOR << 16 | TAKT_ABI_MINOR));
        EXPECT(takt(TAKT_CALL_SELF) == static_cast<int64_t>(rt::handle()));
        shared->calls += calls_;
        shared->refused += refused_;
        rt::detach();
    }

private:
    uint64_t pick(uint64_t below) { return random_() % below; }

    /// Half of them are of the kind that the argument wants, somewhere.
    uint64_t argument() {
        static const std::array<uint64_t, 12> odd{
            0,
            1,
            2,
            ~uint64_t{0},
            uint64_t{1} << 63,
            (uint64_t{1} << 62) - 1,
            0xffffffff,
            0x100000000,
            0x1000,             // not mapped
            0x800000000000,     // not canonical
            0xffffffff81000000, // the kernel's
            0x7ffffffff000,
        };
        switch (pick(8)) {
        case 0:
            return odd[pick(odd.size())];
        case 1:
            return random_();
        case 2:
            return pick(300);
        case 3:
            return rt::now() + pick(200000);
        case 4:
            return reinterpret_cast<uint64_t>(buffer_.data()) + pick(buffer_.size());
        default:
            return shared->names[pick(shared->names.size())];
        }
    }

    /// Anything at all where the words of mutexes are, or what looks like a mutex and its owner.
    void scribble() {
        const uint64_t mutex = argument();
        const uint64_t owner = pick(2) == 0 ? rt::handle() : argument();
        const uint64_t index = pick(2) == 0 ? mutex : random_();
        words_[index % (TAKT_MUTEX_WORDS_BYTES / sizeof(uint64_t))] =
            mutex << 32 | (owner & 0xffffffff);
    }

    void one_call() {
        if (pick(4) == 0) {
            scribble();
        }
        const uint64_t number = pick(TAKT_CALL_LIMIT + 4);
        std::array<uint64_t, 6> a;
        std::generate(a.begin(), a.end(), [&] { return argument(); });
        if (number == TAKT_CALL_SET_SCHED && a[2] <= 99) {
            a[2] %= witness_priority; // that is a right of whoever may use RT, not an attack
        }
        const int64_t result =
            rt::call(TAKT_SYSCALL_BASE + number, a[0], a[1], a[2], a[3], a[4], a[5]);
        refused_ += result < 0;
        if (result > 0 && creates(number)) {
            shared->names[pick(shared->names.size())] = static_cast<uint64_t>(result);
        }
    }

    static bool creates(uint64_t number) {
        return number == TAKT_CALL_MUTEX_CREATE || number == TAKT_CALL_COND_CREATE ||
               number == TAKT_CALL_SEM_CREATE || number == TAKT_CALL_FLAGS_CREATE ||
               number == TAKT_CALL_QUEUE_CREATE || number == TAKT_CALL_TIMER_CREATE;
    }

    std::mt19937_64 random_;
    uint64_t calls_;
    uint64_t refused_ = 0;
    volatile uint64_t* words_;
    std::array<char, 4096> buffer_{};
};

struct Work {
    uint64_t seed;
    uint64_t calls;
    std::atomic<bool> done;
};

void* hostile_thread(void* argument) {
    Work& work = *static_cast<Work*>(argument);
    Hostile{work.seed, work.calls}.run();
    work.done = true;
    return nullptr;
}

/// Threads that make random calls, and one in Linux mode whose signals end their waits.
void hostile_process(uint64_t seed, uint64_t calls) {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    EXPECT(sigaction(SIGUSR1, &action, nullptr) == 0);
    rt::start_process();
    std::array<pthread_t, threads> ids;
    std::array<Work, threads> work{};
    for (int i = 0; i < threads; ++i) {
        work[i].seed = seed * threads + static_cast<uint64_t>(i);
        work[i].calls = calls / threads;
        EXPECT(pthread_create(&ids[i], nullptr, hostile_thread, &work[i]) == 0);
    }
    for (int i = 0; i < threads; ++i) {
        while (!work[i].done) {
            usleep(1000);
            for (int other = i; other < threads; ++other) {
                if (!work[other].done) {
                    pthread_kill(ids[other], SIGUSR1);
                }
            }
        }
        pthread_join(ids[i], nullptr);
    }
}

/// To be killed anywhere: in a call, between two, asleep, on the way in or out.
[[noreturn]] void victim(uint64_t seed) {
    rt::start_process();
    Hostile{seed, ~uint64_t{0}}.run();
    _exit(1);
}

void killer(uint64_t seed, uint64_t kills) {
    std::mt19937_64 random{seed};
    for (uint64_t i = 0; i < kills; ++i) {
        const pid_t child = fork();
        EXPECT(child >= 0);
        if (child == 0) {
            victim(random());
        }
        usleep(static_cast<useconds_t>(500 + random() % 4000));
        EXPECT(kill(child, SIGKILL) == 0);
        int status;
        EXPECT(waitpid(child, &status, 0) == child);
        // The victim reports its own failures by its status.
        EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        ++shared->kills;
    }
}

pid_t start(void (*body)(uint64_t, uint64_t), uint64_t seed, uint64_t count) {
    ++shared->busy;
    const pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        body(seed, count);
        --shared->busy;
        _exit(0);
    }
    return child;
}

/// Keeps its deadlines until all others are done. Returns its greatest lateness in ns.
int64_t witness(uint64_t& samples) {
    rt::start_process();
    rt::attach({.priority = witness_priority});
    uint64_t next = rt::now() + witness_period_ns;
    int64_t worst = 0;
    rt::sleep_until(next);
    for (samples = 0; shared->busy != 0; ++samples) {
        next += witness_period_ns;
        EXPECT(rt::sleep_until(next) == 0);
        const int64_t late = static_cast<int64_t>(rt::now() - next);
        EXPECT(late >= 0);
        worst = std::max(worst, late);
    }
    EXPECT(rt::bounces() == 0);
    rt::detach();
    return worst;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        rt::fail("usage: rt_hostile CALLS KILLS SEED [MAX_NS]");
    }
    const uint64_t calls = strtoul(argv[1], nullptr, 0);
    const uint64_t kills = strtoul(argv[2], nullptr, 0);
    const uint64_t seed = strtoul(argv[3], nullptr, 0);
    const int64_t limit = argc > 4 ? strtol(argv[4], nullptr, 0) : 0;

    void* memory =
        mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    shared = new (memory) Shared{};

    std::array<pid_t, processes + 1> children;
    for (int i = 0; i < processes; ++i) {
        children[i] = start(hostile_process, seed + static_cast<uint64_t>(i), calls / processes);
    }
    children[processes] = start(killer, seed + processes, kills);
    uint64_t samples = 0;
    int64_t worst = 0;
    const pid_t watcher = fork(); // a process of its own: its memory is nobody else's
    EXPECT(watcher >= 0);
    if (watcher == 0) {
        worst = witness(samples);
        printf("TAKT-NOTE: seed %lu: %lu random calls, %lu of them refused, %lu processes killed; "
               "%lu deadlines beside them, latest %ld ns late\n",
               seed, shared->calls.load(), shared->refused.load(), shared->kills.load(), samples,
               worst);
        fflush(stdout);
        _exit(limit != 0 && worst > limit ? 3 : 0);
    }
    for (pid_t child : children) {
        int status;
        EXPECT(waitpid(child, &status, 0) == child);
        if (status != 0) {
            rt::fail("a hostile process ended with status %#x", status);
        }
    }
    int status;
    EXPECT(waitpid(watcher, &status, 0) == watcher);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3) {
        rt::fail("a deadline was missed by more than %ld ns", limit);
    }
    EXPECT(status == 0);
    EXPECT(shared->calls >= calls - processes * threads * 2);
    EXPECT(shared->kills == kills);
    rt::expect_no_thread_left();
    return 0;
}
