// SPDX-License-Identifier: MIT
// Owns latency statistics in constant memory: minimum, mean, maximum, percentiles, course over
// time, worst samples.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/wakeup_parts.hpp"

namespace takt::tool {

/// Counts by value, 64 buckets an octave: a percentile is exact below 128 ns and never more
/// than 1.6 % too high above.
class LogHistogram final {
public:
    void add(int64_t ns);
    [[nodiscard]] uint64_t count() const { return count_; }
    /// The smallest value that @p fraction of the samples do not exceed.
    [[nodiscard]] int64_t percentile(double fraction) const;
    struct Bucket {
        int64_t low, high; ///< inclusive
        uint64_t count;
    };
    [[nodiscard]] std::vector<Bucket> buckets() const;

private:
    static constexpr int sub_bits = 6;
    static constexpr int octaves = 40;
    static size_t index_of(uint64_t value);
    static int64_t low_of(size_t index);
    std::array<uint64_t, (octaves + 2) << sub_bits> counts_{};
    uint64_t count_ = 0;
};

/// The maximum of every stretch of samples. When it is full, neighbours merge.
class Course final {
public:
    void add(int64_t ns);
    [[nodiscard]] uint64_t stretch() const { return stretch_; }
    [[nodiscard]] std::vector<int64_t> maxima() const;

private:
    static constexpr size_t capacity = 1024;
    std::array<int64_t, capacity> maximum_{};
    size_t used_ = 0;
    uint64_t stretch_ = 1;
    uint64_t in_last_ = 0;
};

struct Worst {
    int64_t ns;
    uint64_t cycle;
    std::optional<WakeupParts> parts{};
};

class Statistics final {
public:
    /// Context: rt.  Cost: constant, but for the merge of the course, which is amortised.
    void add(int64_t ns, const std::optional<WakeupParts>& parts = std::nullopt);
    [[nodiscard]] uint64_t cycles() const { return log.count(); }
    [[nodiscard]] int64_t min() const { return min_; }
    [[nodiscard]] int64_t max() const { return max_; }
    [[nodiscard]] int64_t last() const { return last_; }
    [[nodiscard]] double average() const;
    [[nodiscard]] const std::array<Worst, 10>& worst() const { return worst_; }

    LogHistogram log;
    Course course;

private:
    int64_t min_ = 0;
    int64_t max_ = 0;
    int64_t last_ = 0;
    int64_t sum_ = 0;
    std::array<Worst, 10> worst_{}; ///< descending
};

} // namespace takt::tool
