// SPDX-License-Identifier: GPL-2.0-only
// Owns the exact counting of executed instructions: a child is single-stepped between two marks.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace takt::bench {

/// Around the code to be counted, in the child. Both are breakpoints, which the parent waits for.
inline void begin_count() {
    asm volatile("int3" ::: "memory");
}
inline void end_count() {
    asm volatile("int3" ::: "memory");
}

/// Run @p scenario in a child and return the number of instructions between each begin_count() and
/// the end_count() that follows. Throws std::runtime_error if the child dies or tracing is not
/// permitted.
[[nodiscard]] std::vector<uint64_t> count_instructions(const std::function<void()>& scenario);

} // namespace takt::bench
