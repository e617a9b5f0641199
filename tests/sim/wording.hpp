// SPDX-License-Identifier: GPL-2.0-only
// Owns the words of a trace: locks, objects and stages by name instead of by address and number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel.hpp"

namespace takt::sim {

/// "thread 2", "semaphore 0"; @p raw is a handle, 0: root or nobody.
[[nodiscard]] std::string object_name(uint64_t raw);
/// Of the hard lock at @p address: "lock of cpu1", "donation lock".
[[nodiscard]] std::string lock_name(Kernel& kernel, uint64_t address);
/// A call of the seam, with what its arguments mean.
[[nodiscard]] std::string seam_call(Kernel& kernel, std::string_view what, uint64_t a, uint64_t b);
inline constexpr uint32_t trace_point_count = 0
#define TAKT_TRACE_POINT(name, first, second, third) +1
#include "seam/trace_points.def"
#undef TAKT_TRACE_POINT
    ;

/// A trace point of the core, with the names of its arguments (seam/trace_points.def).
[[nodiscard]] std::string traced(uint32_t point, uint64_t a, uint64_t b, uint64_t c);

} // namespace takt::sim
