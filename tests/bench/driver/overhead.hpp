// SPDX-License-Identifier: MIT
// Owns the comparison of Linux's operation costs between two kernels, and its limits.
#pragma once

#include <string>
#include <vector>

#include "figure.hpp"

namespace takt::bench {

struct Overhead {
    std::string name;
    Figure base;
    Figure other;

    [[nodiscard]] double difference() const { return other.p50 - base.p50; }
    [[nodiscard]] double ratio() const { return other.p50 / base.p50; }
    [[nodiscard]] double ratio_of_averages() const { return other.avg / base.avg; }
};

/// One entry an operation that was measured on both kernels, seeds merged, in measured order.
[[nodiscard]] std::vector<Overhead>
compare_operations(const Figures& figures, const std::string& base, const std::string& other);

/// Of the medians' ratios. Precondition: not empty.
[[nodiscard]] double geometric_mean(const std::vector<Overhead>& rows);
[[nodiscard]] double geometric_mean_of_averages(const std::vector<Overhead>& rows);

/// What the pipeline may cost Linux.
struct OverheadLimits {
    double null_call_instructions;
    double operation_ratio;
    double mean_ratio;
};

/// One sentence for each limit that is exceeded.
[[nodiscard]] std::vector<std::string> exceeded(const std::vector<Overhead>& rows,
                                                const OverheadLimits& limits);

} // namespace takt::bench
