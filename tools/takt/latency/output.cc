// SPDX-License-Identifier: MIT
// Implements the output of `takt latency`.
#include "latency/output.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "common/task_facts.hpp"

namespace takt::tool {

namespace {

struct Quantile {
    const char* name;
    double fraction;
};
constexpr Quantile quantiles[] = {
    {"50", 0.5}, {"90", 0.9}, {"99", 0.99}, {"99.9", 0.999}, {"99.99", 0.9999}};

int64_t in_unit(int64_t ns, const LatencyOptions& options) {
    return options.nanoseconds ? ns : ns / 1000;
}

/// "000001 000002": one column a thread.
std::string columns(const Measurement& measurement,
                    const std::function<uint64_t(const Measured&)>& value, int width) {
    std::string line;
    for (const auto& thread : measurement.threads()) {
        line += fmt::format("{}{:0{}}",
                            line.empty() ? ""
                            : width == 6 ? "\t"
                                         : " ",
                            value(*thread), width);
    }
    return line;
}

} // namespace

std::string status_lines(const Measurement& measurement, const LatencyOptions& options) {
    std::string text;
    for (const auto& thread : measurement.threads()) {
        const Statistics& s = thread->statistics;
        const auto average = static_cast<int64_t>(s.average());
        const int width = options.nanoseconds ? 8 : 5;
        text +=
            fmt::format("T:{:2} ({:5}) P:{:2} I:{} C:{:7} Min:{:7} Act:{:{}} Avg:{:{}} Max:{:8}\n",
                        thread->number, thread->tid, options.priority, thread->interval_us,
                        s.cycles(), in_unit(s.min(), options), in_unit(s.last(), options), width,
                        in_unit(average, options), width, in_unit(s.max(), options));
    }
    return text;
}

std::string percentile_lines(const Measurement& measurement, const LatencyOptions& options) {
    std::string text;
    for (const auto& thread : measurement.threads()) {
        text += fmt::format("T:{:2} percentiles ({}):", thread->number,
                            options.nanoseconds ? "ns" : "us");
        for (const Quantile& quantile : quantiles) {
            const int64_t ns = std::min(thread->statistics.log.percentile(quantile.fraction),
                                        thread->statistics.max());
            text += options.nanoseconds ? fmt::format("  {}%: {}", quantile.name, ns)
                                        : fmt::format("  {}%: {:.3f}", quantile.name,
                                                      static_cast<double>(ns) / 1000);
        }
        text += "\n";
    }
    return text;
}

std::string breakdown_lines(const Measurement& measurement, const LatencyOptions& options) {
    std::string text;
    if (!options.breakdown && !options.handler) {
        return text;
    }
    for (const auto& thread : measurement.threads()) {
        text += fmt::format("T:{:2} parts (ns), mean:  ", thread->number);
        for (size_t part = 0; part < wakeup_part_count; ++part) {
            text += fmt::format(" {} {}", wakeup_part_names[part],
                                thread->parts_count == 0
                                    ? 0
                                    : thread->parts_sum_ns[part] /
                                          static_cast<int64_t>(thread->parts_count));
        }
        text += "\n";
        for (const Worst& sample : thread->statistics.worst()) {
            if (!sample.parts) {
                continue;
            }
            text += fmt::format("T:{:2} worst {} in cycle {}:", thread->number, sample.ns,
                                sample.cycle);
            for (size_t part = 0; part < wakeup_part_count; ++part) {
                text += fmt::format(" {} {}", wakeup_part_names[part], sample.parts->ns[part]);
            }
            text += "\n";
        }
        if (thread->unrecorded != 0) {
            text += fmt::format("T:{:2} the parts of {} wake-ups are not known\n", thread->number,
                                thread->unrecorded);
        }
    }
    return text;
}

std::string histogram_text(const Measurement& measurement, const LatencyOptions& options) {
    std::string text = "# Histogram\n";
    const auto length = static_cast<size_t>(options.histogram_us);
    for (size_t value = 0; value < length; ++value) {
        const bool any =
            std::any_of(measurement.threads().begin(), measurement.threads().end(),
                        [&](const auto& thread) { return thread->histogram[value] != 0; });
        if (any || options.histogram_file.empty()) {
            text += fmt::format(
                "{:06} {}\n", value,
                columns(
                    measurement, [&](const Measured& m) { return m.histogram[value]; }, 6));
        }
    }
    const auto unsigned_unit = [&](int64_t ns) {
        return static_cast<uint64_t>(std::max<int64_t>(in_unit(ns, options), 0));
    };
    text += "# Total: " +
            columns(
                measurement, [](const Measured& m) { return m.statistics.cycles(); }, 9) +
            "\n";
    text +=
        "# Min Latencies: " +
        columns(
            measurement, [&](const Measured& m) { return unsigned_unit(m.statistics.min()); }, 5) +
        "\n";
    text += "# Avg Latencies: " +
            columns(
                measurement,
                [&](const Measured& m) {
                    return unsigned_unit(static_cast<int64_t>(m.statistics.average()));
                },
                5) +
            "\n";
    text +=
        "# Max Latencies: " +
        columns(
            measurement, [&](const Measured& m) { return unsigned_unit(m.statistics.max()); }, 5) +
        "\n";
    text += "# Histogram Overflows: " +
            columns(
                measurement, [&](const Measured& m) { return m.histogram[length]; }, 5) +
            "\n";
    return text;
}

std::string bounce_lines(const Measurement& measurement) {
    std::string text;
    for (const auto& thread : measurement.threads()) {
        for (uint32_t reason = 1; reason < TAKT_REASON_COUNT; ++reason) {
            const bool asked = reason == TAKT_REASON_REQUEST || reason == TAKT_REASON_WEAK;
            if (thread->left[reason] != 0 && !asked) {
                text += fmt::format("T:{:2} was taken out of RT mode {} times: {}\n",
                                    thread->number, thread->left[reason], takt_reason_text(reason));
            }
        }
    }
    return text;
}

nlohmann::json to_json(const Measurement& measurement, const LatencyOptions& options) {
    using nlohmann::json;
    json threads = json::array();
    for (const auto& thread : measurement.threads()) {
        const Statistics& s = thread->statistics;
        json histogram = json::array(), percentiles = json::object(), worst = json::array(),
             left = json::object();
        for (const auto& bucket : s.log.buckets()) {
            histogram.push_back({bucket.low, bucket.high, bucket.count});
        }
        for (const Quantile& quantile : quantiles) {
            percentiles[quantile.name] = std::min(s.log.percentile(quantile.fraction), s.max());
        }
        for (const Worst& sample : s.worst()) {
            if (sample.ns > 0) {
                worst.push_back({{"ns", sample.ns}, {"cycle", sample.cycle}});
                for (size_t part = 0; sample.parts && part < wakeup_part_count; ++part) {
                    worst.back()["parts_ns"][wakeup_part_names[part]] = sample.parts->ns[part];
                }
            }
        }
        for (uint32_t reason = 1; reason < TAKT_REASON_COUNT; ++reason) {
            left[takt_reason_text(reason)] = thread->left[reason];
        }
        threads.push_back(
            {{"thread", thread->number},
             {"cpu", thread->cpu},
             {"interval_us", thread->interval_us},
             {"cycles", s.cycles()},
             {"min_ns", s.min()},
             {"avg_ns", s.average()},
             {"max_ns", s.max()},
             {"percentiles_ns", percentiles},
             {"histogram_ns", histogram},
             {"worst", worst},
             {"course", {{"cycles_a_point", s.course.stretch()}, {"max_ns", s.course.maxima()}}},
             {"missed", thread->missed},
             {"bounces", thread->bounces},
             {"left", left}});
    }
    return {{"format", 1},
            {"tool", "takt latency"},
            {"mode", takt_is_emulation()  ? "emulation"
                     : options.linux_mode ? "linux"
                     : options.handler    ? "handler"
                                          : "rt"},
            {"priority", options.priority},
            {"machine", machine_facts()},
            {"threads", threads}};
}

} // namespace takt::tool
