// SPDX-License-Identifier: GPL-2.0-only
// Owns what all RT test programs need: the bare interface of the co-kernel, without any library of
// ours.
#pragma once

#include <linux/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <thread>

#include "uapi/device.h"
#include "uapi/status.h"
#include "uapi/takt.h"

namespace rt {

[[noreturn]] void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            rt::fail("%s:%d: %s does not hold (errno %d)", __FILE__, __LINE__, #condition, errno); \
        }                                                                                          \
    } while (0)

constexpr uint64_t ms = 1000000; // in ns

inline uint64_t address(const void* pointer) {
    return reinterpret_cast<uint64_t>(pointer);
}

/// Lock memory and open the device, once a process.
void start_process();

struct Attach {
    uint32_t flags = TAKT_ATTACH_AUTO;
    takt_on_bounce on_bounce = TAKT_ON_BOUNCE_COUNT;
    int priority = 50; // 0: stays SCHED_OTHER
    int cpu = 0;       // -1: as it is
};

/// The words of the mutexes of this process (uapi/takt.h).
volatile uint64_t* map_mutex_words();

/// The calling thread runs on that CPU only.
void bind(int cpu);

/// Attach the calling thread; fails the program if that is refused.
void attach(const Attach& how = {});
int try_attach(takt_attach& attach);
void detach();
/// Another RT thread, which does @p body.
template<typename Body>
std::thread rt_thread(int priority, int cpu, Body body) {
    return std::thread([=] {
        attach({.priority = priority, .cpu = cpu});
        body();
        detach();
    });
}
void set_mode(uint32_t flags, takt_on_bounce on_bounce);
int device();

/// The status page of the calling thread.
const volatile takt_status& status();
[[nodiscard]] inline bool in_rt() {
    return status().stage != 0;
}
[[nodiscard]] inline uint64_t bounces(takt_reason reason) {
    return status().handbacks[reason];
}
/// The calling thread must be in RT mode; if not, says why it left.
void expect_rt();
/// All that were not asked for.
[[nodiscard]] uint64_t bounces();
[[nodiscard]] uint32_t handle();

/// A raw call: no errno, no TLS, nothing that could bounce.
inline int64_t call(uint64_t number, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0, uint64_t d = 0,
                    uint64_t e = 0, uint64_t f = 0) {
    int64_t result;
    register uint64_t r10 asm("r10") = d;
    register uint64_t r8 asm("r8") = e;
    register uint64_t r9 asm("r9") = f;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

inline int64_t takt(takt_call_number number, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0,
                    uint64_t d = 0, uint64_t e = 0, uint64_t f = 0) {
    return call(TAKT_SYSCALL_BASE + number, a, b, c, d, e, f);
}

inline uint64_t tsc() {
    uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return uint64_t{high} << 32 | low;
}

/// CLOCK_MONOTONIC by the vDSO, in ns.
uint64_t now();
uint64_t real_now();

/// Linux's clock_nanosleep, absolute, as a raw call.
int64_t sleep_until(uint64_t ns);

/// Nobody is attached any more, by /proc/takt.
void expect_no_thread_left();

} // namespace rt
