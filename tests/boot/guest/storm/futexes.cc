// SPDX-License-Identifier: GPL-2.0-only
// futexes: a token is handed back and forth between two processes by futex, and threads share data
// under a priority-inheriting mutex; no wake-up may be lost, no wait may end early.
#include "worker.hpp"

#include <array>
#include <atomic>
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

using Word = std::atomic<std::uint32_t>;
static_assert(sizeof(Word) == 4 && Word::is_always_lock_free);

long futex(Word& word, int operation, std::uint32_t value, const timespec* timeout = nullptr) {
    return syscall(SYS_futex, &word, operation, value, timeout, nullptr, 0);
}

void wait_for(Worker& worker, Word& word, std::uint32_t wanted) {
    for (std::uint32_t now; (now = word.load()) != wanted;) {
        const long result = futex(word, FUTEX_WAIT, now);
        worker.check(result == 0 || errno == EAGAIN || errno == EINTR, "FUTEX_WAIT: {}",
                     strerrordesc_np(errno));
    }
}

void post(Worker& worker, Word& word, std::uint32_t value) {
    word.store(value);
    worker.call(futex(word, FUTEX_WAKE, INT_MAX), "FUTEX_WAKE");
}

struct Exchange {
    Word ball; // even: the first process may go on, odd: the second
    Word last;
};

constexpr std::uint32_t no_end = UINT32_MAX;

[[noreturn]] void second_player(Worker& worker, Exchange& exchange) {
    for (std::uint32_t turn = 1;; turn += 2) {
        wait_for(worker, exchange.ball, turn);
        if (exchange.last.load() == turn)
            _exit(55);
        post(worker, exchange.ball, turn + 1);
    }
}

void hand_over(Worker& worker) {
    void* memory =
        mmap(nullptr, sizeof(Exchange), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    worker.check(memory != MAP_FAILED, "mmap: {}", strerrordesc_np(errno));
    Exchange& exchange = *new (memory) Exchange{{0}, {no_end}};
    const std::uint32_t turns = static_cast<std::uint32_t>(2 * worker.random.between(1, 200));
    const pid_t child = worker.call(fork(), "fork");
    if (child == 0)
        second_player(worker, exchange);
    for (std::uint32_t turn = 0; turn < turns; turn += 2) {
        post(worker, exchange.ball, turn + 1);
        wait_for(worker, exchange.ball, turn + 2);
        worker.done();
    }
    exchange.last.store(turns + 1);
    post(worker, exchange.ball, turns + 1);
    worker.expect_exit(child, 55, "the other side of the futex");
    worker.call(munmap(memory, sizeof(Exchange)), "munmap");
}

std::uint64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * ns_per_s +
           static_cast<std::uint64_t>(now.tv_nsec);
}

void timed_wait(Worker& worker) {
    Word word{7};
    const std::uint64_t length = worker.random.between(1, 2'000'000);
    const timespec timeout{0, static_cast<long>(length)};
    const std::uint64_t begin = now_ns();
    const long result = futex(word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 7, &timeout);
    const std::uint64_t waited = now_ns() - begin;
    worker.check(result < 0 && errno == ETIMEDOUT, "a timed wait returned {} ({})", result,
                 strerrordesc_np(errno));
    worker.check(waited >= length, "a wait of {} ns ended after {}", length, waited);
}

struct Guarded {
    pthread_mutex_t mutex;
    std::uint64_t count = 0;
    std::uint64_t mirror = ~0ull;
};

void contend(Worker& worker, Guarded& guarded, Random random) {
    for (int i = 0; i < 100; i++) {
        worker.check(pthread_mutex_lock(&guarded.mutex) == 0, "the lock failed");
        worker.check(guarded.mirror == ~guarded.count, "two threads were under one mutex");
        guarded.count++;
        for (std::uint64_t n = random.chance(5) ? random.below(20'000) : random.below(50); n > 0;
             n--)
            asm volatile("");
        if (random.chance(5))
            std::this_thread::yield();
        guarded.mirror = ~guarded.count;
        worker.check(pthread_mutex_unlock(&guarded.mutex) == 0, "the unlock failed");
    }
}

void inheriting_mutex(Worker& worker) {
    Guarded guarded;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    worker.check(pthread_mutex_init(&guarded.mutex, &attributes) == 0, "pthread_mutex_init failed");
    std::array<std::thread, 3> threads;
    for (auto& thread : threads)
        thread =
            std::thread{contend, std::ref(worker), std::ref(guarded), Random{worker.random.next()}};
    for (auto& thread : threads)
        thread.join();
    worker.check(guarded.count == 100 * threads.size(), "{} turns under the mutex instead of {}",
                 guarded.count, 100 * threads.size());
    pthread_mutex_destroy(&guarded.mutex);
    pthread_mutexattr_destroy(&attributes);
}

} // namespace

void futexes(Worker& worker) {
    constexpr std::array operations{hand_over, timed_wait, inheriting_mutex};
    while (worker.running()) {
        operations[worker.random.below(operations.size())](worker);
        worker.done();
    }
}

} // namespace storm
