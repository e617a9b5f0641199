// SPDX-License-Identifier: GPL-2.0-only
// Measures what the primitives of libtakt cost between two RT threads of one CPU, in ticks of the
// TSC. With --bench: one line of JSON each, and no verdict on them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <utility>

#include <unistd.h>

#include <takt/takt.hpp>

namespace {

constexpr size_t warm_up = 100;
constexpr size_t samples = 1000;
constexpr size_t rounds = warm_up + samples;

struct Message {
    std::array<unsigned char, 64> bytes;
};

/// What is wanted, what the median may be before it counts as a regression (5 % above what was
/// measured), and the peer's figure.
struct Operation {
    const char* name;
    uint64_t wanted;
    uint64_t regression;
    uint64_t peer;
    std::array<uint64_t, rounds> ticks{};
};

Operation null_call{"system call that does nothing", 215, 178, 263};
Operation lock_unlock{"mutex lock+unlock, uncontended", 60, 52, 92};
Operation post_to_run{"semaphore post -> waiter runs", 600, 600, 1130};
Operation ping_pong{"semaphore ping-pong round trip", 1900, 1258, 3644};
Operation unlock_to_owner{"mutex unlock -> blocked owner runs", 700, 718, 1298};
Operation signal_to_waiter{"condition variable signal -> waiter runs", 800, 655, 1507};
Operation queue_one_way{"queue, 64 bytes one way", 900, 919, 1682};

uint64_t now() {
    uint32_t low, high;
    // The fences keep what is measured between the two readings, for the compiler, too.
    asm volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
    return uint64_t{high} << 32 | low;
}

/// What two readings cost without anything between them.
uint64_t empty_interval() {
    uint64_t least = UINT64_MAX;
    for (size_t round = 0; round < rounds; ++round) {
        const uint64_t begin = now();
        least = std::min(least, now() - begin);
    }
    return least;
}

takt::counting_semaphore* go;
takt::counting_semaphore* back;
takt::mutex* lock;
takt::condition_variable* condition;
takt::queue<Message, 4>* messages;
uint64_t begin; // written by the lower thread, read by the higher one, which preempts it
uint64_t nothing;
uint64_t bounced;

void higher() {
    const auto sleep = takt::sleep_for(std::chrono::milliseconds(1));
    const uint64_t before = takt::bounces();
    for (auto& ticks : post_to_run.ticks) {
        go->acquire();
        ticks = now() - begin;
    }
    for (size_t round = 0; round < rounds; ++round) {
        go->acquire();
        back->release();
    }
    for (auto& ticks : unlock_to_owner.ticks) {
        go->acquire();
        lock->lock();
        ticks = now() - begin;
        lock->unlock();
    }
    for (auto& ticks : signal_to_waiter.ticks) {
        std::unique_lock held(*lock);
        condition->wait(held);
        ticks = now() - begin;
    }
    for (auto& ticks : queue_one_way.ticks) {
        const auto message = messages->receive();
        ticks = now() - begin;
        bounced += message ? 0 : 1;
    }
    bounced += takt::bounces() - before + (sleep && takt::in_rt() ? 0 : 1);
}

void lower() {
    // The higher thread waits by now.
    const auto sleep = takt::sleep_for(std::chrono::milliseconds(20));
    const uint64_t before = takt::bounces();
    nothing = empty_interval();
    for (auto& ticks : null_call.ticks) {
        const uint64_t start = now();
        syscall(TAKT_SYSCALL_BASE + TAKT_CALL_ABI);
        ticks = now() - start;
    }
    for (auto& ticks : lock_unlock.ticks) {
        const uint64_t start = now();
        lock->lock();
        lock->unlock();
        ticks = now() - start;
    }
    for (size_t round = 0; round < rounds; ++round) {
        begin = now();
        go->release();
    }
    for (auto& ticks : ping_pong.ticks) {
        const uint64_t start = now();
        go->release();
        back->acquire();
        ticks = now() - start;
    }
    for (size_t round = 0; round < rounds; ++round) {
        lock->lock();
        go->release(); // the higher thread runs into the mutex and lends its priority
        begin = now();
        lock->unlock();
    }
    for (size_t round = 0; round < rounds; ++round) {
        begin = now();
        condition->notify_one();
    }
    const Message message{};
    for (size_t round = 0; round < rounds; ++round) {
        begin = now();
        bounced += messages->send(message) ? 0 : 1;
    }
    bounced += takt::bounces() - before + (sleep && takt::in_rt() ? 0 : 1);
}

/// One line of JSON with all statistics, for the bench. Percentiles are nearest-rank.
void print_for_bench(const char* name, const uint64_t* sorted) {
    uint64_t sum = 0;
    for (size_t sample = 0; sample < samples; ++sample) {
        sum += sorted[sample] - nothing;
    }
    const auto rank = [sorted](size_t per_mille) {
        return sorted[(samples * per_mille + 999) / 1000 - 1] - nothing;
    };
    std::printf(
        "TAKT-BENCH {\"name\":\"%s\",\"n\":%zu,\"min\":%lu,\"avg\":%.3f,\"p50\":%lu,\"p99\":%lu,"
        "\"p999\":%lu,\"max\":%lu}\n",
        name, samples, sorted[0] - nothing, static_cast<double>(sum) / static_cast<double>(samples),
        rank(500), rank(990), rank(999), rank(1000));
}

bool print(Operation& operation, const char* bench_name) {
    auto* first = operation.ticks.data() + warm_up;
    std::sort(first, first + samples);
    if (bench_name != nullptr) {
        // The bench judges by what it has kept itself.
        print_for_bench(bench_name, first);
        return true;
    }
    const uint64_t median = first[samples / 2] - nothing;
    const uint64_t most = first[samples - 1] - nothing;
    const bool worse = median > operation.regression;
    std::printf("%-42s median %5lu max %6lu  wanted <= %4lu: %s; peer %lu%s\n", operation.name,
                median, most, operation.wanted,
                median <= operation.wanted ? "holds" : "DOES NOT HOLD", operation.peer,
                worse ? "  REGRESSION" : "");
    return !worse;
}

} // namespace

int main(int argc, char** argv) {
    const bool for_bench = argc == 2 && strcmp(argv[1], "--bench") == 0;
    takt::attach_this_thread();
    takt::counting_semaphore go_here(0), back_here(0);
    takt::mutex lock_here;
    takt::condition_variable condition_here;
    takt::queue<Message, 4> messages_here;
    go = &go_here;
    back = &back_here;
    lock = &lock_here;
    condition = &condition_here;
    messages = &messages_here;
    {
        takt::jthread high({.priority = 60, .cpu = 0, .name = "higher"}, higher);
        takt::jthread low({.priority = 50, .cpu = 0, .name = "lower"}, lower);
    }
    bool good = true;
    for (const auto& [operation, name] :
         {std::pair{&null_call, "rt.null_call"}, std::pair{&lock_unlock, "rt.mutex_uncontended"},
          std::pair{&post_to_run, "rt.sem_oneway"}, std::pair{&ping_pong, "rt.sem_pingpong"},
          std::pair{&unlock_to_owner, "rt.mutex_handover"},
          std::pair{&signal_to_waiter, "rt.cond_signal"},
          std::pair{&queue_one_way, "rt.queue64_oneway"}}) {
        good = print(*operation, for_bench ? name : nullptr) && good;
    }
    if (bounced != 0) {
        std::printf(
            "%lu bounces, failed calls or threads outside of RT mode within the measurement\n",
            bounced);
    }
    return good && bounced == 0 ? 0 : 1;
}
