// SPDX-License-Identifier: MIT
// Implements latency statistics.
#include "common/statistics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace takt::tool {

size_t LogHistogram::index_of(uint64_t value) {
    const int width = std::bit_width(value);
    if (width <= sub_bits + 1) {
        return value;
    }
    const int shift = width - sub_bits - 1;
    const size_t index = (static_cast<size_t>(shift) << sub_bits) + (value >> shift);
    return std::min(index, std::tuple_size_v<decltype(counts_)> - 1);
}

int64_t LogHistogram::low_of(size_t index) {
    constexpr size_t linear = size_t{2} << sub_bits;
    if (index < linear) {
        return static_cast<int64_t>(index);
    }
    const size_t shift = (index >> sub_bits) - 1;
    return static_cast<int64_t>((index - (shift << sub_bits)) << shift);
}

void LogHistogram::add(int64_t ns) {
    ++counts_[index_of(ns > 0 ? static_cast<uint64_t>(ns) : 0)];
    ++count_;
}

int64_t LogHistogram::percentile(double fraction) const {
    const auto wanted = static_cast<uint64_t>(std::ceil(fraction * static_cast<double>(count_)));
    uint64_t seen = 0;
    for (size_t index = 0; index < counts_.size(); ++index) {
        seen += counts_[index];
        if (seen >= wanted && seen > 0) {
            return low_of(index + 1) - 1;
        }
    }
    return 0;
}

std::vector<LogHistogram::Bucket> LogHistogram::buckets() const {
    std::vector<Bucket> result;
    for (size_t index = 0; index < counts_.size(); ++index) {
        if (counts_[index] != 0) {
            result.push_back({low_of(index), low_of(index + 1) - 1, counts_[index]});
        }
    }
    return result;
}

void Course::add(int64_t ns) {
    if (in_last_ == stretch_ || used_ == 0) {
        if (used_ == capacity) {
            for (size_t index = 0; index < capacity / 2; ++index) {
                maximum_[index] = std::max(maximum_[2 * index], maximum_[2 * index + 1]);
            }
            used_ = capacity / 2;
            stretch_ *= 2;
        }
        maximum_[used_++] = ns;
        in_last_ = 1;
        return;
    }
    maximum_[used_ - 1] = std::max(maximum_[used_ - 1], ns);
    ++in_last_;
}

std::vector<int64_t> Course::maxima() const {
    return {maximum_.begin(), maximum_.begin() + static_cast<std::ptrdiff_t>(used_)};
}

double Statistics::average() const {
    return cycles() == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(cycles());
}

void Statistics::add(int64_t ns, const std::optional<WakeupParts>& parts) {
    if (cycles() == 0 || ns < min_) {
        min_ = ns;
    }
    max_ = std::max(max_, ns);
    last_ = ns;
    sum_ += ns;
    if (ns > worst_.back().ns) {
        size_t place = worst_.size() - 1;
        for (; place > 0 && worst_[place - 1].ns < ns; --place) {
            worst_[place] = worst_[place - 1];
        }
        worst_[place] = {ns, cycles(), parts};
    }
    log.add(ns);
    course.add(ns);
}

} // namespace takt::tool
