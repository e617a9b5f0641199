// SPDX-License-Identifier: MIT
// Owns the log: RT threads leave lines in a ring, a Linux-mode thread prints them.
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>

#include <pthread.h>
#include <unistd.h>

#include "backend.hpp"

namespace {

constexpr uint64_t lines = 256; // a power of two
constexpr size_t line_bytes = 240;

/// A slot is free for writer number n when turn == n, readable when turn == n + 1.
struct Slot {
    std::atomic<uint64_t> turn;
    uint32_t bytes;
    char text[line_bytes];
};

Slot ring[lines];
std::atomic<uint64_t> next_write{0};
uint64_t next_read = 0; // the printer's
std::atomic<uint64_t> lost{0};
std::atomic<bool> running{false};
takt_fast_sem written;
pthread_t printer;

/// The number of a slot for this writer; none if the printer is too far behind.
bool claim(uint64_t& number) {
    number = next_write.load(std::memory_order_relaxed);
    for (;;) {
        const uint64_t turn = ring[number % lines].turn.load(std::memory_order_acquire);
        if (turn < number) {
            return false;
        }
        if (turn > number) {
            number = next_write.load(std::memory_order_relaxed);
        } else if (next_write.compare_exchange_weak(number, number + 1,
                                                    std::memory_order_relaxed)) {
            return true;
        }
    }
}

void print_all() {
    for (;;) {
        Slot& slot = ring[next_read % lines];
        if (slot.turn.load(std::memory_order_acquire) != next_read + 1) {
            return;
        }
        if (write(STDERR_FILENO, slot.text, slot.bytes) < 0) {
            lost.fetch_add(1, std::memory_order_relaxed);
        }
        slot.turn.store(next_read + lines, std::memory_order_release);
        ++next_read;
    }
}

struct Start {
    takt_fast_sem ready;
    int result;
};

void* print(void* argument) {
    // SCHED_OTHER: it waits on the semaphore as a guest of the co-kernel, and returns to Linux at
    // once.
    auto* start = static_cast<Start*>(argument);
    start->result = takt_thread_attach(0, TAKT_ON_BOUNCE_COUNT);
    const bool attached = start->result == 0;
    takt_fast_sem_post(&start->ready);
    while (attached && running.load(std::memory_order_acquire)) {
        const int result = takt_fast_sem_wait(&written, TAKT_FOREVER, 0);
        print_all();
        if (result != 0 && result != -EINTR) {
            break;
        }
    }
    return nullptr;
}

} // namespace

extern "C" {

int takt_log_start() noexcept {
    if (running.exchange(true)) {
        return 0;
    }
    for (uint64_t number = 0; number < lines; ++number) {
        ring[number].turn.store(number, std::memory_order_relaxed);
    }
    next_write = 0;
    next_read = 0;
    Start start{};
    int result = takt_fast_sem_init(&written, 0);
    if (result == 0) {
        result = takt_fast_sem_init(&start.ready, 0);
        if (result != 0) {
            takt_fast_sem_destroy(&written);
        }
    }
    if (result == 0) {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
        result = -pthread_create(&printer, &attributes, print, &start);
        pthread_attr_destroy(&attributes);
        if (result == 0) {
            while (takt_fast_sem_wait(&start.ready, TAKT_FOREVER, 0) == -EINTR) {
            }
            result = start.result;
            if (result != 0) {
                pthread_join(printer, nullptr);
            }
        }
        takt_fast_sem_destroy(&start.ready);
        if (result != 0) {
            takt_fast_sem_destroy(&written);
        }
    }
    running.store(result == 0);
    return result;
}

void takt_log_stop() noexcept {
    if (!running.exchange(false)) {
        return;
    }
    takt_fast_sem_post(&written);
    pthread_join(printer, nullptr);
    print_all();
    takt_fast_sem_destroy(&written);
}

int takt_log(const char* format, ...) noexcept {
    uint64_t number;
    if (!running.load(std::memory_order_acquire) || !claim(number)) {
        lost.fetch_add(1, std::memory_order_relaxed);
        return -EAGAIN;
    }
    Slot& slot = ring[number % lines];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(slot.text, line_bytes - 1, format, arguments);
    va_end(arguments);
    const int most = static_cast<int>(line_bytes) - 2;
    slot.bytes = static_cast<uint32_t>(length < 0 ? 0 : length > most ? most : length);
    if (slot.bytes == 0 || slot.text[slot.bytes - 1] != '\n') {
        slot.text[slot.bytes++] = '\n';
    }
    slot.turn.store(number + 1, std::memory_order_release);
    return takt_fast_sem_post(&written);
}

uint64_t takt_log_lost() noexcept {
    return lost.load(std::memory_order_relaxed);
}

} // extern "C"
