// SPDX-License-Identifier: MIT
// Owns the bench's clock: the time-stamp counter, which counts instructions under `-icount
// shift=0`.
#pragma once

#include <cstdint>

namespace takt::bench {

using Ticks = std::uint64_t;

/// Reads the time-stamp counter; the fence keeps real processors from reading it early.
inline Ticks now() {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (Ticks{high} << 32U) | low;
}

/// The ticks that two successive readings cost by themselves: the least of many pairs, because an
/// interrupt can only make a pair longer.
inline Ticks reading_cost() {
    Ticks least = ~Ticks{0};
    for (int pair = 0; pair < 1000; ++pair) {
        const Ticks begin = now();
        const Ticks end = now();
        least = end - begin < least ? end - begin : least;
    }
    return least;
}

} // namespace takt::bench
