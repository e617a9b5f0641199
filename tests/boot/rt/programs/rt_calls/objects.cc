// SPDX-License-Identifier: GPL-2.0-only
// Objects: semaphores, conditions, flags, queues, timers.
#include "tests.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include "common.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::rt_thread;
using rt::takt;

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

std::vector<rt::Test> object_tests() {
    return {{"semaphores", semaphores},
            {"conditions", conditions},
            {"flags_queues_timers", flags_queues_timers},
            {"delivery_faults", delivery_faults}};
}
