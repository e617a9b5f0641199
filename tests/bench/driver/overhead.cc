// SPDX-License-Identifier: MIT
// Owns how operation costs are compared. The median stands for an operation's own cost: an average
// also holds timer ticks and memory reclaim, which fall differently in any two kernels.
#include "overhead.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace takt::bench {
namespace {

constexpr const char* null_call = "linux.getppid";

template<typename Ratio>
double mean_of(const std::vector<Overhead>& rows, Ratio ratio) {
    double sum = 0;
    for (const Overhead& row : rows)
        sum += std::log(ratio(row));
    return std::exp(sum / static_cast<double>(rows.size()));
}

} // namespace

std::vector<Overhead> compare_operations(const Figures& figures, const std::string& base,
                                         const std::string& other) {
    std::vector<Overhead> rows;
    for (const Figure& figure : figures) {
        const bool known = std::any_of(
            rows.begin(), rows.end(), [&](const Overhead& row) { return row.name == figure.name; });
        if (!figure.name.starts_with("linux.") || known)
            continue;
        const Figures one = select(figures, figure.name, base, figure.load);
        const Figures two = select(figures, figure.name, other, figure.load);
        if (!one.empty() && !two.empty())
            rows.push_back({figure.name, merge_seeds(one), merge_seeds(two)});
    }
    return rows;
}

double geometric_mean(const std::vector<Overhead>& rows) {
    return mean_of(rows, [](const Overhead& row) { return row.ratio(); });
}

double geometric_mean_of_averages(const std::vector<Overhead>& rows) {
    return mean_of(rows, [](const Overhead& row) { return row.ratio_of_averages(); });
}

std::vector<std::string> exceeded(const std::vector<Overhead>& rows, const OverheadLimits& limits) {
    std::vector<std::string> problems;
    for (const Overhead& row : rows) {
        if (row.name == null_call) {
            if (row.difference() > limits.null_call_instructions)
                problems.push_back(fmt::format("{} costs {:.0f} instructions more; the limit is {}",
                                               row.name, row.difference(),
                                               limits.null_call_instructions));
        } else if (row.ratio() > limits.operation_ratio) {
            problems.push_back(fmt::format("{} costs {:.2f} % more; the limit is {:.1f} %",
                                           row.name, (row.ratio() - 1) * 100,
                                           (limits.operation_ratio - 1) * 100));
        }
    }
    if (geometric_mean(rows) > limits.mean_ratio)
        problems.push_back(fmt::format("the geometric mean is {:.2f} % more; the limit is {:.1f} %",
                                       (geometric_mean(rows) - 1) * 100,
                                       (limits.mean_ratio - 1) * 100));
    return problems;
}

} // namespace takt::bench
