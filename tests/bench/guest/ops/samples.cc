// SPDX-License-Identifier: MIT
// Owns the computation of the statistics of a finished sample buffer.
#include "samples.hpp"

#include <algorithm>
#include <numeric>

namespace takt::bench {

Samples::Samples(std::size_t wanted, std::size_t warmup)
    : values_(wanted), warmup_left_(warmup), reading_(reading_cost()) {}

Summary Samples::summary() const {
    std::vector<Ticks> sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    // Nearest rank: the least value with at least this share (in thousandths) at or below it.
    const auto rank = [&sorted](std::size_t per_mille) {
        const std::size_t position = (sorted.size() * per_mille + 999) / 1000;
        return sorted[position == 0 ? 0 : position - 1];
    };
    const double sum = std::accumulate(sorted.begin(), sorted.end(), 0.0);
    return {.n = sorted.size(),
            .min = sorted.front(),
            .avg = sum / static_cast<double>(sorted.size()),
            .p50 = rank(500),
            .p99 = rank(990),
            .p999 = rank(999),
            .max = sorted.back()};
}

} // namespace takt::bench
