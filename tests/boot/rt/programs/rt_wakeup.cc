// SPDX-License-Identifier: GPL-2.0-only
// Wake-up latency: from the deadline of a clock_nanosleep to the first user instruction after it.
// Usage: rt_wakeup SAMPLES PERIOD_NS [MAX_NS [JITTER_NS]]
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "rt.hpp"

/// A place where an emulator can stop at the first sample over the limit.
extern "C" __attribute__((noinline)) void late_sample() {
    asm volatile("");
}

int main(int argc, char** argv) {
    const size_t samples = argc > 1 ? strtoul(argv[1], nullptr, 0) : 1000;
    const uint64_t period = argc > 2 ? strtoul(argv[2], nullptr, 0) : 127000;
    const int64_t limit = argc > 3 ? strtol(argv[3], nullptr, 0) : 0;
    const int64_t jitter = argc > 4 ? strtol(argv[4], nullptr, 0) : 0;
    std::vector<int64_t> late(samples);

    rt::start_process();
    rt::attach({.priority = 80});
    uint64_t next = rt::now() + period;
    rt::sleep_until(next);
    const uint64_t before = rt::bounces();
    for (int64_t& sample : late) {
        next += period;
        const int64_t error = rt::sleep_until(next);
        const uint64_t woken = rt::tsc();
        const uint64_t clock = rt::now();
        // The TSC of the exact machine counts nanoseconds.
        sample = static_cast<int64_t>(clock - (rt::tsc() - woken) - next);
        if (limit != 0 && sample > limit) {
            late_sample();
        }
        if (error != 0) {
            rt::fail("clock_nanosleep: %ld", static_cast<long>(error));
        }
    }
    const bool in_rt = rt::in_rt();
    const uint64_t bounced = rt::bounces() - before;
    std::sort(late.begin(), late.end());
    const auto at = [&](double part) {
        return late[static_cast<size_t>(part * static_cast<double>(samples - 1))];
    };
    int64_t sum = 0;
    for (int64_t sample : late) {
        sum += sample;
    }
    printf(
        "TAKT-NOTE: wake-up %zu samples: min %ld avg %ld p99 %ld p99.9 %ld max %ld, %lu bounces\n",
        samples, at(0), sum / static_cast<int64_t>(samples), at(0.99), at(0.999), at(1), bounced);
    EXPECT(in_rt);
    EXPECT(bounced == 0);
    EXPECT(at(0) >= 0); // never early
    if (limit != 0 && at(1) > limit) {
        rt::fail("maximum %ld is over %ld", at(1), limit);
    }
    if (jitter != 0 && at(1) - at(0) > jitter) {
        rt::fail("jitter %ld is over %ld", at(1) - at(0), jitter);
    }
    return 0;
}
