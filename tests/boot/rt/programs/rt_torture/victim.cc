// SPDX-License-Identifier: GPL-2.0-only
// Implements a victim: threads that sleep, bounce, fault, fork and map memory in RT mode, and
// verify their registers and their memory.
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <thread>

#include "board.hpp"
#include "registers.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::takt;

/// Past the ud2, which is two bytes long.
void skip_instruction(int, siginfo_t*, void* context) {
    static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP] += 2;
}

void catch_signals() {
    struct sigaction action {};
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    action.sa_sigaction = skip_instruction;
    EXPECT(sigaction(SIGILL, &action, nullptr) == 0);
    action.sa_sigaction = [](int, siginfo_t*, void*) {};
    EXPECT(sigaction(SIGUSR1, &action, nullptr) == 0);
}

class Thread {
public:
    Thread(uint64_t seed, uint64_t semaphore) : random_{seed}, semaphore_{semaphore} {
        memset(memory_, static_cast<int>(seed), sizeof(memory_));
        pattern_ = memory_[0];
    }

    void round() {
        act();
        for (const unsigned char byte : memory_) {
            if (byte != pattern_) {
                rt::fail("memory is %#x instead of %#x", byte, pattern_);
            }
        }
    }

private:
    uint64_t below(uint64_t bound) { return next_random(random_) % bound; }

    void over(const rt::RawCall* call) {
        if (rt::registers_over(next_random(random_), call) != 0) {
            rt::fail("registers came back wrong");
        }
    }

    void sleep() {
        const uint64_t until = rt::now() + 20000 + below(400000);
        const timespec time{static_cast<time_t>(until / 1000000000),
                            static_cast<long>(until % 1000000000)};
        const rt::RawCall call{SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, address(&time)};
        over(&call);
    }

    void call_linux() {
        const rt::RawCall call{SYS_getppid, 0, 0, 0};
        over(&call);
    }

    void map_memory() {
        void* memory =
            mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        EXPECT(memory != MAP_FAILED);
        memset(memory, 0x5a, 8192);
        sleep();
        EXPECT(static_cast<char*>(memory)[5000] == 0x5a);
        EXPECT(munmap(memory, 8192) == 0);
    }

    void fork_child() {
        const pid_t child = fork();
        if (child == 0) {
            _exit(memory_[7] == pattern_ ? 0 : 1);
        }
        int status = 0;
        if (child > 0) {
            EXPECT(waitpid(child, &status, 0) == child && status == 0);
        }
    }

    void spin() {
        const uint64_t end = rt::now() + below(200000);
        while (rt::now() < end) {
        }
    }

    void act() {
        switch (below(16)) {
        case 0:
            call_linux();
            break;
        case 1:
            asm volatile("ud2");
            break;
        case 2:
            map_memory();
            break;
        case 3:
            if (below(8) == 0) {
                fork_child();
            }
            break;
        case 4:
            takt(below(2) == 0 ? TAKT_CALL_GO_LINUX : TAKT_CALL_GO_RT);
            break;
        case 5:
            takt(TAKT_CALL_SEM_WAIT, semaphore_, rt::now() + below(300000));
            break;
        case 6:
            takt(TAKT_CALL_SEM_POST, semaphore_);
            break;
        case 7:
            rt::call(SYS_sched_yield);
            break;
        case 8:
            spin();
            break;
        case 9:
            over(nullptr);
            break;
        default:
            sleep();
            break;
        }
    }

    uint64_t random_;
    uint64_t semaphore_;
    unsigned char pattern_ = 0;
    unsigned char memory_[3 * 4096];
};

[[noreturn]] void work(Victim& self, int index, uint64_t seed, uint64_t semaphore) {
    Thread thread{seed, semaphore};
    self.tid[index] = gettid();
    uint64_t hardens = 0;
    for (;;) {
        thread.round();
        ++self.rounds;
        self.hardens += rt::status().hardens - hardens;
        hardens = rt::status().hardens;
    }
}

} // namespace

void be_a_victim(Victim& self, uint64_t seed) {
    catch_signals();
    rt::start_process();
    rt::attach({.priority = 20, .cpu = -1});
    const auto semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 1000, 0));
    for (int i = 1; i < threads_each; ++i) {
        std::thread([=, &self] {
            rt::attach({.priority = 20 + i * 10, .cpu = -1});
            work(self, i, seed + static_cast<uint64_t>(i), semaphore);
        }).detach();
    }
    work(self, 0, seed, semaphore);
}
