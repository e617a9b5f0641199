// SPDX-License-Identifier: MIT
// Owns results as the report sees them, whichever tool wrote them: takt latency, cyclictest --json,
// a CSV of plots.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace takt::tool {

struct Bar {
    double low_us, high_us;
    double count;
};

struct Series {
    std::string name;
    int cpu = -1;
    double cycles = 0, min_us = 0, avg_us = 0, max_us = 0;
    std::vector<std::pair<std::string, double>> percentiles; ///< name, us
    std::vector<Bar> histogram;
    std::vector<double> course_us; ///< maxima over time; empty if not known
    struct Worst {
        double cycle, us;
        std::vector<std::pair<std::string, double>> parts_us; ///< empty if not known
    };
    std::vector<Worst> worst;
    std::vector<std::pair<std::string, uint64_t>> left; ///< reason, count
    bool knows_bounces = false;
    uint64_t bounces = 0;
};

struct Run {
    std::string title, tool, mode;
    nlohmann::json machine;
    std::vector<Series> series;
};

struct Plot {
    std::string title, x_name;
    std::vector<double> x;
    std::vector<std::pair<std::string, std::vector<double>>> y;
};

/// Throw std::runtime_error that names the file and what is wrong with it.
[[nodiscard]] Run read_run(const std::string& path, const std::string& title);
[[nodiscard]] Plot read_plot(const std::string& path, const std::string& title);

} // namespace takt::tool
