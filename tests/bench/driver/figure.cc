// SPDX-License-Identifier: MIT
// Owns the statistics of figures.
#include "figure.hpp"

#include <algorithm>

namespace takt::bench {

void fill_statistics(Figure& figure, const Histogram& histogram) {
    std::uint64_t n = 0;
    double sum = 0;
    for (const auto& [value, count] : histogram) {
        n += count;
        sum += static_cast<double>(value) * static_cast<double>(count);
    }
    const auto rank = [&](std::uint64_t per_mille) {
        const std::uint64_t wanted = std::max<std::uint64_t>((n * per_mille + 999) / 1000, 1);
        std::uint64_t seen = 0;
        for (const auto& [value, count] : histogram) {
            seen += count;
            if (seen >= wanted)
                return static_cast<double>(value);
        }
        return static_cast<double>(histogram.rbegin()->first);
    };
    figure.n = n;
    figure.min = static_cast<double>(histogram.begin()->first);
    figure.avg = sum / static_cast<double>(n);
    figure.p50 = rank(500);
    figure.p99 = rank(990);
    figure.p999 = rank(999);
    figure.max = static_cast<double>(histogram.rbegin()->first);
}

namespace {

double median(const Figures& figures, double Figure::*member) {
    std::vector<double> values;
    for (const Figure& figure : figures)
        values.push_back(figure.*member);
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace

Figure merge_seeds(const Figures& figures) {
    Figure merged = figures.front();
    merged.n = 0;
    merged.avg = 0;
    for (const Figure& figure : figures) {
        merged.n += figure.n;
        merged.min = std::min(merged.min, figure.min);
        merged.max = std::max(merged.max, figure.max);
        merged.avg += figure.avg / static_cast<double>(figures.size());
    }
    merged.p50 = median(figures, &Figure::p50);
    merged.p99 = median(figures, &Figure::p99);
    merged.p999 = median(figures, &Figure::p999);
    return merged;
}

Figures select(const Figures& figures, const std::string& name, const std::string& kernel,
               const std::string& load) {
    Figures chosen;
    std::copy_if(figures.begin(), figures.end(), std::back_inserter(chosen), [&](const Figure& f) {
        return f.name == name && f.kernel == kernel && f.load == load;
    });
    return chosen;
}

} // namespace takt::bench
