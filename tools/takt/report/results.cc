// SPDX-License-Identifier: MIT
// Implements reading results.
#include "report/results.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "common/wakeup_parts.hpp"

namespace takt::tool {

namespace {

using nlohmann::json;

Series takt_series(const json& thread) {
    Series s;
    s.name = fmt::format("thread {}", thread.at("thread").get<int>());
    s.cpu = thread.at("cpu");
    s.cycles = thread.at("cycles");
    s.min_us = thread.at("min_ns").get<double>() / 1000;
    s.avg_us = thread.at("avg_ns").get<double>() / 1000;
    s.max_us = thread.at("max_ns").get<double>() / 1000;
    for (const char* name : {"50", "99", "99.9"}) {
        s.percentiles.emplace_back(name, thread.at("percentiles_ns").at(name).get<double>() / 1000);
    }
    for (const json& bucket : thread.at("histogram_ns")) {
        s.histogram.push_back({bucket.at(0).get<double>() / 1000,
                               (bucket.at(1).get<double>() + 1) / 1000, bucket.at(2)});
    }
    for (const json& point : thread.at("course").at("max_ns")) {
        s.course_us.push_back(point.get<double>() / 1000);
    }
    for (const json& sample : thread.at("worst")) {
        s.worst.push_back({sample.at("cycle"), sample.at("ns").get<double>() / 1000, {}});
        for (const char* name : wakeup_part_names) {
            if (sample.contains("parts_ns")) {
                s.worst.back().parts_us.emplace_back(
                    name, sample["parts_ns"].at(name).get<double>() / 1000);
            }
        }
    }
    for (const auto& [reason, count] : thread.at("left").items()) {
        if (count.get<uint64_t>() != 0) {
            s.left.emplace_back(reason, count);
        }
    }
    s.knows_bounces = true;
    s.bounces = thread.at("bounces");
    return s;
}

/// The latency that @p fraction of a histogram's samples do not exceed.
double quantile(const Series& s, double fraction) {
    const double wanted = std::ceil(fraction * s.cycles);
    double seen = 0;
    for (const Bar& bar : s.histogram) {
        seen += bar.count;
        if (seen >= wanted) {
            return bar.low_us;
        }
    }
    return s.max_us;
}

Series cyclictest_series(const std::string& number, const json& thread, double unit_us) {
    Series s;
    s.name = "thread " + number;
    s.cpu = thread.value("cpu", -1);
    s.cycles = thread.at("cycles");
    s.min_us = thread.at("min").get<double>() * unit_us;
    s.avg_us = thread.at("avg").get<double>() * unit_us;
    s.max_us = thread.at("max").get<double>() * unit_us;
    if (thread.contains("histogram")) {
        for (const auto& [value, count] : thread.at("histogram").items()) {
            const double low = std::stod(value) * unit_us;
            s.histogram.push_back({low, low + unit_us, count});
        }
        std::sort(s.histogram.begin(), s.histogram.end(),
                  [](const Bar& a, const Bar& b) { return a.low_us < b.low_us; });
    }
    if (!s.histogram.empty()) {
        s.percentiles = {
            {"50", quantile(s, 0.5)}, {"99", quantile(s, 0.99)}, {"99.9", quantile(s, 0.999)}};
    }
    return s;
}

Run interpret(const json& text) {
    Run run;
    if (text.value("tool", "") == "takt latency") {
        run.tool = "takt latency";
        run.mode = text.at("mode");
        run.machine = text.at("machine");
        for (const json& thread : text.at("threads")) {
            run.series.push_back(takt_series(thread));
        }
        return run;
    }
    if (!text.contains("thread")) {
        throw std::runtime_error("it is neither of takt latency --json nor of cyclictest --json");
    }
    run.tool = "cyclictest";
    run.mode = text.value("cmdline", "");
    if (text.contains("sysinfo")) {
        run.machine = {{"kernel", text["sysinfo"].value("release", "")},
                       {"machine", text["sysinfo"].value("machine", "")}};
    }
    const double unit_us = text.value("resolution_in_ns", 0) != 0 ? 0.001 : 1;
    for (const auto& [number, thread] : text.at("thread").items()) {
        run.series.push_back(cyclictest_series(number, thread, unit_us));
    }
    return run;
}

} // namespace

Run read_run(const std::string& path, const std::string& title) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error(path + ": cannot be read");
    }
    try {
        Run run = interpret(json::parse(file));
        run.title = title;
        return run;
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

Plot read_plot(const std::string& path, const std::string& title) {
    std::ifstream file(path);
    std::string line, cell;
    if (!std::getline(file, line)) {
        throw std::runtime_error(path + ": cannot be read, or is empty");
    }
    Plot plot;
    plot.title = title;
    std::istringstream head(line);
    std::getline(head, plot.x_name, ',');
    while (std::getline(head, cell, ',')) {
        plot.y.emplace_back(cell, std::vector<double>());
    }
    for (int number = 2; std::getline(file, line); ++number) {
        std::istringstream cells(line);
        std::vector<double> values;
        while (std::getline(cells, cell, ',')) {
            try {
                values.push_back(std::stod(cell));
            } catch (const std::logic_error&) {
                throw std::runtime_error(
                    fmt::format("{}:{}: '{}' is no number", path, number, cell));
            }
        }
        if (values.size() != plot.y.size() + 1) {
            throw std::runtime_error(fmt::format("{}:{}: {} values, the head names {}", path,
                                                 number, values.size(), plot.y.size() + 1));
        }
        plot.x.push_back(values[0]);
        for (size_t column = 0; column < plot.y.size(); ++column) {
            plot.y[column].second.push_back(values[column + 1]);
        }
    }
    return plot;
}

} // namespace takt::tool
