// SPDX-License-Identifier: GPL-2.0-only
// What must not get mixed up: registers, address spaces, clocks, and wake-ups between CPUs.
// Usage: rt_state [TEST...]; RT_SECONDS in the environment sets how long each test runs (1).
#include <asm/prctl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <thread>

#include "registers.hpp"
#include "rt.hpp"
#include "suite.hpp"

namespace {

using rt::rt_thread;
using rt::takt;

using rt::ms;

uint64_t test_ns() {
    const char* seconds = getenv("RT_SECONDS");
    return (seconds != nullptr ? strtoul(seconds, nullptr, 0) : 1) * 1000 * ms;
}

int cpus() {
    return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
}

std::atomic<int> wrong{0};
std::atomic<uint64_t> rounds{0};

/// RT threads and Linux threads with patterns of their own preempt one another.
void registers() {
    rt::start_process();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.push_back(rt_thread(40 + i, i % cpus(), [=] {
            const uint64_t end = rt::now() + test_ns();
            uint64_t seed = static_cast<uint64_t>(i) << 56;
            uint64_t next = rt::now();
            while (next < end) {
                next += 400000 + static_cast<uint64_t>(i) * 37000;
                const timespec until{static_cast<time_t>(next / 1000000000),
                                     static_cast<long>(next % 1000000000)};
                const rt::RawCall sleep{SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
                                        rt::address(&until)};
                wrong += rt::registers_over(++seed, &sleep);
                wrong += rt::registers_over(++seed, nullptr);
                ++rounds;
                rt::expect_rt();
            }
        }));
    }
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([=] {
            const uint64_t end = rt::now() + test_ns();
            uint64_t seed = static_cast<uint64_t>(i + 8) << 56;
            while (rt::now() < end) {
                wrong += rt::registers_over(++seed, nullptr);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    printf("TAKT-NOTE: %lu rounds with registers of their own\n", rounds.load());
    EXPECT(wrong == 0 && rounds > 20);
}

/// FS and GS base, thread-local storage, protection keys: each thread has its own.
void segments() {
    rt::start_process();
    std::vector<std::thread> threads;
    const bool has_pku = pkey_alloc(0, 0) >= 0;
    for (int i = 0; i < 4; ++i) {
        threads.push_back(rt_thread(40 + i, i % cpus(), [=] {
            const uint64_t end = rt::now() + test_ns();
            static thread_local volatile uint64_t mine;
            const uint64_t gs = 0x100000ULL * static_cast<uint64_t>(i + 1);
            syscall(SYS_arch_prctl, ARCH_SET_GS, gs);
            uint32_t keys = 0x55555550U ^ static_cast<uint32_t>(i) << 8;
            uint64_t next = rt::now();
            for (uint64_t round = 0; next < end; ++round) {
                mine = round << 8 | static_cast<uint64_t>(i);
                if (has_pku) {
                    asm volatile("wrpkru" : : "a"(keys), "c"(0), "d"(0));
                }
                next += 400000 + static_cast<uint64_t>(i) * 41000;
                rt::sleep_until(next);
                wrong += mine != (round << 8 | static_cast<uint64_t>(i));
                uint64_t now_gs;
                asm volatile("rdgsbase %0" : "=r"(now_gs));
                wrong += now_gs != gs;
                if (has_pku) {
                    uint32_t now_keys;
                    asm volatile("rdpkru" : "=a"(now_keys) : "c"(0) : "rdx");
                    wrong += now_keys != keys;
                }
                ++rounds;
            }
        }));
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    printf("TAKT-NOTE: %lu rounds with segments of their own%s\n", rounds.load(),
           has_pku ? ", protection keys too" : "");
    EXPECT(wrong == 0 && rounds > 20);
}

/// Processes with different memory at the same address take turns on a CPU.
void address_spaces() {
    rt::start_process();
    auto* shared = static_cast<std::atomic<int>*>(
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    const uint64_t end = rt::now() + test_ns();
    std::vector<int> children;
    for (int i = 0; i < 4; ++i) {
        children.push_back(rt::start_child([=] {
            static volatile uint64_t memory[512 * 8] = {};
            rt::start_process();
            for (uint64_t page = 0; page < 8; ++page) {
                memory[page * 512] = page << 8 | static_cast<uint64_t>(i);
            }
            rt::attach({.priority = 40 + i, .cpu = i % cpus()});
            uint64_t next = rt::now();
            while (next < end) {
                next += 400000 + static_cast<uint64_t>(i) * 29000;
                rt::sleep_until(next);
                for (uint64_t page = 0; page < 8; ++page) {
                    EXPECT(memory[page * 512] == (page << 8 | static_cast<uint64_t>(i)));
                }
            }
            EXPECT(rt::in_rt() && rt::bounces() == 0);
            ++*shared;
        }));
    }
    for (const int child : children) {
        int status;
        EXPECT(waitpid(child, &status, 0) == child && status == 0);
    }
    EXPECT(*shared == 4);
}

constexpr size_t taken = 16 * 4096; // in bytes

char* fresh_pages() {
    void* got = mmap(nullptr, taken, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(got != MAP_FAILED);
    return static_cast<char*>(got);
}

/// A way to take pages away from whoever reads them; returns where they are then, nullptr if it
/// failed.
struct Taking {
    const char* name;
    char* (*take)(char* pages);
};
constexpr Taking takings[] = {
    {"madvise",
     [](char* pages) {
         const bool done = munlock(pages, taken) == 0 && madvise(pages, taken, MADV_DONTNEED) == 0;
         return done ? pages : nullptr;
     }},
    {"mprotect",
     [](char* pages) { return mprotect(pages, taken, PROT_NONE) == 0 ? pages : nullptr; }},
    {"munmap", [](char* pages) { return munmap(pages, taken) == 0 ? pages : nullptr; }},
    {"mremap",
     [](char* pages) {
         char* place = fresh_pages();
         const bool done =
             mremap(pages, taken, taken, MREMAP_MAYMOVE | MREMAP_FIXED, place) == place;
         return done ? place : nullptr;
     }},
};
constexpr int ways = std::size(takings);

/// Another thread takes pages away while an RT thread of the process runs on another CPU, without
/// ever letting Linux in: once the call has returned, the old contents must not be seen.
void shootdown() {
    if (cpus() < 2) {
        return;
    }
    rt::start_process();
    std::atomic<volatile char*> memory{nullptr};
    std::atomic<int> phase{0};
    std::atomic<bool> stop{false};
    std::thread reader = rt_thread(50, 1, [&] {
        phase = 3; // attached: from here on memory may be unlocked
        while (!stop) {
            if (phase.load() != 1) {
                rt::sleep_until(rt::now() + ms);
                continue;
            }
            // One burst: read, tell, wait for the other to have asked for the pages to go.
            for (size_t i = 0; i < taken; i += 4096) {
                EXPECT(memory[i] == 7);
            }
            phase = 2;
            const uint64_t until = rt::now() + 20 * ms;
            while (rt::now() < until) {
            }
            // Here the other's call may not have returned, as it waits for this CPU.
            phase = 4;
            rt::sleep_until(rt::now() + ms);
        }
    });
    EXPECT(rt::eventually([&] { return phase == 3; }));
    int stale = 0;
    int seen[ways] = {};
    // A host that let this CPU wait for the whole burst has shown nothing: hence so many rounds.
    for (int round = 0; round < 500 && *std::min_element(seen, seen + ways) < 3; ++round) {
        const int way = round % ways;
        char* pages = fresh_pages();
        memset(pages, 7, taken);
        memory = pages;
        phase = 1;
        while (phase < 2) {
        }
        const bool in_time = phase == 2;
        char* place = takings[way].take(pages);
        // If the flush had not waited for the burst, the reader could go on reading through its
        // TLB.
        const bool waited = phase == 4;
        EXPECT(place != nullptr);
        if (in_time) {
            ++seen[way];
            stale += !waited;
        }
        while (phase < 4) {
        }
        munmap(place, taken); // those that are still there
    }
    stop = true;
    reader.join();
    for (int way = 0; way < ways; ++way) {
        printf("TAKT-NOTE: %s: %d times beside the RT thread that has the pages\n",
               takings[way].name, seen[way]);
        EXPECT(seen[way] > 0);
    }
    printf("TAKT-NOTE: %d flushes did not wait for it\n", stale);
    EXPECT(stale == 0);
}

/// The vDSO's clocks never hang, step back or go astray, also while Linux updates or sets them.
void clocks() {
    rt::start_process();
    std::atomic<bool> stop{false};
    std::thread setter([&] {
        for (int i = 0; !stop; ++i) {
            timespec time;
            clock_gettime(CLOCK_REALTIME, &time);
            time.tv_sec += i % 2 == 0 ? 10 : -10;
            clock_settime(CLOCK_REALTIME, &time);
            usleep(700);
        }
    });
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.push_back(rt_thread(50, i % cpus(), [=] {
            const uint64_t end = rt::now() + test_ns();
            uint64_t last = rt::now();
            uint64_t next = last;
            while (next < end) {
                next += 200000;
                rt::sleep_until(next);
                for (int reads = 0; reads < 20; ++reads) {
                    const uint64_t now = rt::now();
                    wrong += now < last;
                    wrong += now > next + 3000 * ms;
                    last = now;
                    rt::real_now();
                }
                ++rounds;
                rt::expect_rt();
            }
        }));
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    stop = true;
    setter.join();
    EXPECT(wrong == 0 && rounds > 20);
}

/// The vDSO is never met amid an update, whose end a thread that waits for it in RT mode would keep
/// off.
void clocks_amid_updates() {
    rt::start_process();
    std::atomic<bool> stop{false};
    std::thread setter([&] {
        rt::bind(0);
        while (!stop) {
            timespec time;
            clock_gettime(CLOCK_REALTIME, &time);
            clock_settime(CLOCK_REALTIME, &time);
        }
    });
    std::thread reader = rt_thread(50, 0, [] {
        const uint64_t end = rt::now() + test_ns() / 2;
        // Long enough for the setter to get something done in between, and prime, so as to come at
        // any point of it.
        for (uint64_t next = rt::now(); next < end; next += 40009) {
            rt::sleep_until(next);
            rt::real_now();
            ++rounds;
        }
        // Who waited for an update was taken out by the watchdog, and is back by now.
        EXPECT(rt::in_rt() && rt::bounces() == 0);
    });
    reader.join();
    stop = true;
    setter.join();
    EXPECT(rounds > 20);
}

/// An absolute sleep on CLOCK_REALTIME follows when that clock is set.
void clock_steps() {
    rt::start_process();
    std::atomic<uint64_t> woken{0};
    const uint64_t begin = rt::now();
    std::thread sleeper = rt_thread(50, 0, [&] {
        const uint64_t until = rt::real_now() + 3600000 * ms;
        const timespec time{static_cast<time_t>(until / 1000000000),
                            static_cast<long>(until % 1000000000)};
        EXPECT(rt::call(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME,
                        reinterpret_cast<uint64_t>(&time), 0) == 0);
        rt::expect_rt();
        woken = rt::now();
    });
    usleep(20000);
    EXPECT(woken == 0);
    timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += 3700;
    EXPECT(clock_settime(CLOCK_REALTIME, &time) == 0);
    sleeper.join();
    EXPECT(woken - begin < 5000 * ms);
}

/// Ping-pong between the CPUs, and between processes by a shared semaphore.
void cross_cpu() {
    rt::start_process();
    rt::attach({.priority = 50, .cpu = 0});
    const auto ping = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, TAKT_SHARED));
    const auto pong = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, TAKT_SHARED));
    constexpr int count = 2000;
    const int child = rt::start_child([=] {
        rt::start_process();
        rt::attach({.priority = 50, .cpu = cpus() - 1});
        for (int i = 0; i < count; ++i) {
            EXPECT(takt(TAKT_CALL_SEM_WAIT, ping, TAKT_FOREVER) == 0);
            EXPECT(takt(TAKT_CALL_SEM_POST, pong) == 0);
        }
        EXPECT(rt::bounces() == 0);
    });
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    for (int i = 0; i < count; ++i) {
        EXPECT(takt(TAKT_CALL_SEM_POST, ping) == 0);
        EXPECT(takt(TAKT_CALL_SEM_WAIT, pong, TAKT_FOREVER) == 0);
    }
    EXPECT(rt::in_rt() && rt::bounces() == 0);
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

} // namespace

int main(int argc, char** argv) {
    return rt::run_suite({{"registers", registers},
                          {"segments", segments},
                          {"address_spaces", address_spaces},
                          {"shootdown", shootdown},
                          {"clocks", clocks},
                          {"clocks_amid_updates", clocks_amid_updates},
                          {"clock_steps", clock_steps},
                          {"cross_cpu", cross_cpu}},
                         argc, argv, 60);
}
