// SPDX-License-Identifier: MIT
// Owns the description of one measured Linux operation and the list of all of them.
#pragma once

#include <cstddef>
#include <span>

#include "samples.hpp"

namespace takt::bench {

struct Operation {
    const char* name;
    std::size_t samples; ///< how many the full measurement takes
    std::size_t warmup;  ///< taken before them and dropped
    void (*measure)(Samples&);
};

/// Measures @p body until the buffer is full: one sample an execution.
template<typename Body>
inline void repeat(Samples& samples, Body body) {
    while (!samples.complete()) {
        const Ticks begin = now();
        body();
        samples.add(now() - begin);
    }
}

// Each group is defined in the .cc file of that name.
[[nodiscard]] std::span<const Operation> system_call_operations();
[[nodiscard]] std::span<const Operation> message_operations();
[[nodiscard]] std::span<const Operation> thread_operations();
[[nodiscard]] std::span<const Operation> process_operations();
[[nodiscard]] std::span<const Operation> memory_operations();

} // namespace takt::bench
