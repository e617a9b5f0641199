// SPDX-License-Identifier: MIT
// Owns the operations between threads of one process: futex, yield, create and join, timed sleep.
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <ctime>
#include <thread>

#include "check.hpp"
#include "operation.hpp"

namespace takt::bench {
namespace {

using Word = std::atomic<std::uint32_t>;
static_assert(sizeof(Word) == 4 && Word::is_always_lock_free, "a futex is a plain 32-bit word");

void futex(Word& word, int operation, std::uint32_t value) {
    syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0);
}

/// Whose turn it is; the third value ends the peer.
enum Turn : std::uint32_t { here, there, over };

void hand_over(Word& turn, Turn to) {
    turn.store(to);
    futex(turn, FUTEX_WAKE, 1);
}

void futex_ping_pong(Samples& samples) {
    Word turn{here};
    std::thread peer([&turn] {
        for (;;) {
            while (turn.load() == here)
                futex(turn, FUTEX_WAIT, here);
            if (turn.load() == over)
                return;
            hand_over(turn, here);
        }
    });
    repeat(samples, [&turn] {
        hand_over(turn, there);
        while (turn.load() == there)
            futex(turn, FUTEX_WAIT, there);
    });
    hand_over(turn, over);
    peer.join();
}

/// SCHED_FIFO for a scope: sched_yield() then always goes to the other thread of equal priority,
/// which the fair class does not promise.
class FifoScope final {
public:
    FifoScope() { set(SCHED_FIFO, 10); }
    ~FifoScope() { set(SCHED_OTHER, 0); }
    FifoScope(const FifoScope&) = delete;
    FifoScope& operator=(const FifoScope&) = delete;

private:
    static void set(int policy, int priority) {
        sched_param param{};
        param.sched_priority = priority;
        check(sched_setscheduler(0, policy, &param), "sched_setscheduler");
    }
};

void yield_switch(Samples& samples) {
    const FifoScope fifo;
    std::atomic<bool> done{false};
    // Each thread takes the time the other left behind: one sample is one switch, not two.
    std::atomic<Ticks> left{0};
    std::thread peer([&] {
        while (!done.load(std::memory_order_relaxed)) {
            left.store(now(), std::memory_order_relaxed);
            sched_yield();
        }
    });
    sched_yield();
    while (!samples.complete()) {
        sched_yield();
        samples.add(now() - left.load(std::memory_order_relaxed));
    }
    done.store(true);
    peer.join();
}

void create_join(Samples& samples) {
    repeat(samples, [] {
        pthread_t thread{};
        check_number(pthread_create(
                         &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr),
                     "pthread_create");
        check_number(pthread_join(thread, nullptr), "pthread_join");
    });
}

std::int64_t monotonic_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// How late a sleep until an absolute time returns; nanoseconds, which equal instructions here.
void sleep_wake_up(Samples& samples) {
    const FifoScope fifo;
    constexpr std::int64_t distance_ns = 127'000; // divides no tick period: no phase lock
    while (!samples.complete()) {
        const std::int64_t deadline = monotonic_ns() + distance_ns;
        const timespec until{.tv_sec = deadline / 1'000'000'000,
                             .tv_nsec = deadline % 1'000'000'000};
        check_number(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr),
                     "clock_nanosleep");
        samples.add(static_cast<Ticks>(monotonic_ns() - deadline));
    }
}

constexpr Operation operations[] = {
    {"linux.futex_pingpong", 4000, 200, futex_ping_pong},
    {"linux.thread_switch", 5000, 200, yield_switch},
    {"linux.pthread_create_join", 1000, 50, create_join},
    {"linux.nanosleep_wakeup", 3000, 100, sleep_wake_up},
};

} // namespace

std::span<const Operation> thread_operations() {
    return operations;
}

} // namespace takt::bench
