// SPDX-License-Identifier: MIT
// Owns the sample buffer of one measured operation and its robust statistics.
#pragma once

#include <cstddef>
#include <vector>

#include "clock.hpp"

namespace takt::bench {

struct Summary {
    std::size_t n;
    Ticks min;
    double avg;
    Ticks p50;
    Ticks p99;
    Ticks p999;
    Ticks max;
};

/// Collects a fixed number of samples after a warm-up that is measured and thrown away.
/// Invariant: no allocation after construction, so that collecting never disturbs the operation.
class Samples final {
public:
    Samples(std::size_t wanted, std::size_t warmup);

    [[nodiscard]] bool complete() const { return taken_ == values_.size(); }

    /// Adds one measured interval; the cost of reading the clock is taken off here.
    void add(Ticks interval) {
        if (warmup_left_ > 0) {
            --warmup_left_;
            return;
        }
        if (!complete())
            values_[taken_++] = interval > reading_ ? interval - reading_ : 0;
    }

    /// Precondition: complete(). Percentiles are nearest-rank, so each is a value that occurred.
    [[nodiscard]] Summary summary() const;

private:
    std::vector<Ticks> values_;
    std::size_t taken_ = 0;
    std::size_t warmup_left_;
    Ticks reading_;
};

} // namespace takt::bench
