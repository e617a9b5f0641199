// SPDX-License-Identifier: MIT
// Owns one measured figure in the published format of results.json.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace takt::bench {

struct Figure {
    std::string name;
    std::string kernel;
    std::string load;
    std::string unit;
    std::uint64_t n = 0;
    double min = 0;
    double avg = 0;
    double p50 = 0;
    double p99 = 0;
    double p999 = 0;
    double max = 0;
    std::uint64_t seed = 0;
    bool operator==(const Figure&) const = default;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Figure, name, kernel, load, unit, n, min, avg, p50, p99, p999,
                                   max, seed)

using Figures = std::vector<Figure>;

/// How often each value occurred.
using Histogram = std::map<std::uint64_t, std::uint64_t>;

/// Fills in n, min, avg, the percentiles (nearest rank) and max from a histogram.
/// Precondition: it is not empty.
void fill_statistics(Figure& figure, const Histogram& histogram);

/// One figure from the same figure of several seeds: the least minimum, the greatest maximum, the
/// mean of the averages, the median of each percentile. Precondition: not empty.
[[nodiscard]] Figure merge_seeds(const Figures& figures);

/// The figures of one name, kernel and load, over all seeds.
[[nodiscard]] Figures select(const Figures& figures, const std::string& name,
                             const std::string& kernel, const std::string& load);

} // namespace takt::bench
