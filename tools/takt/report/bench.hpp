// SPDX-License-Identifier: MIT
// Owns the report's section on the bench: kernels side by side, from the results.json of make
// bench.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace takt::tool {

/// One figure as the bench writes it.
struct BenchFigure {
    std::string name, kernel, load, unit;
    uint64_t n = 0, seed = 0;
    double min = 0, avg = 0, p50 = 0, p99 = 0, p999 = 0, max = 0;
};

/// Throws std::runtime_error that names the file and what is wrong with it.
[[nodiscard]] std::vector<BenchFigure> read_bench(const std::string& path);

/// HTML: wake-up latency by load, costs of Linux operations, sections with interrupts off, costs of
/// the co-kernel; ratios are to PREEMPT_RT, and for operations to the unpatched kernel.
[[nodiscard]] std::string bench_section(const std::vector<BenchFigure>& figures);

} // namespace takt::tool
