// SPDX-License-Identifier: MIT
// Owns the judging of Takt's latency.
#include "promises.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

namespace takt::bench {
namespace {

constexpr const char* handler = "wakeup.handler";
constexpr double times_better = 8;
constexpr double jitter_limit = 250;

bool is_wakeup_of(const Figure& figure, const std::string& kernel) {
    return figure.kernel == kernel && figure.name.starts_with("wakeup.");
}

/// The longest wake-up of a thread; 0 if none was measured.
double longest(const Figures& figures, const std::string& kernel) {
    double max = 0;
    for (const Figure& figure : figures)
        if (is_wakeup_of(figure, kernel) && figure.name != handler)
            max = std::max(max, figure.max);
    return max;
}

/// How far apart wake-ups of threads are, over all seeds of a load.
std::vector<std::string> too_much_jitter(const Figures& figures, const std::string& kernel) {
    struct Range {
        double min;
        double max;
    };
    std::map<std::pair<std::string, std::string>, Range> ranges;
    for (const Figure& figure : figures) {
        if (!is_wakeup_of(figure, kernel) || figure.name == handler)
            continue;
        const Range own{figure.min, figure.max};
        Range& range = ranges.try_emplace({figure.name, figure.load}, own).first->second;
        range = {std::min(range.min, own.min), std::max(range.max, own.max)};
    }
    std::vector<std::string> problems;
    for (const auto& [of, range] : ranges)
        if (range.max - range.min > jitter_limit)
            problems.push_back(fmt::format("{} ({}) jitter: at most {:.0f} is promised, found "
                                           "{:.1f} to {:.1f}",
                                           of.first, of.second, jitter_limit, range.min,
                                           range.max));
    return problems;
}

} // namespace

std::optional<double> latency_limit(const std::string& name) {
    if (name == handler)
        return 300;
    if (name.starts_with("wakeup."))
        return 800;
    return std::nullopt;
}

std::optional<std::string> above_limit(const Figure& figure) {
    const auto limit = latency_limit(figure.name);
    if (!limit || figure.max <= *limit)
        return std::nullopt;
    return fmt::format("{} ({}) max: at most {:.0f} is promised, found {:.1f}", figure.name,
                       figure.load, *limit, figure.max);
}

std::vector<std::string> broken_promises(const Figures& figures, const std::string& subject,
                                         const std::string& yardstick) {
    std::vector<std::string> problems;
    for (const Figure& figure : figures)
        if (is_wakeup_of(figure, subject))
            if (const auto problem = above_limit(figure))
                problems.push_back(*problem);
    for (const std::string& problem : too_much_jitter(figures, subject))
        problems.push_back(problem);
    const double ours = longest(figures, subject);
    const double theirs = longest(figures, yardstick);
    if (ours > 0 && theirs > 0 && ours * times_better > theirs)
        problems.push_back(fmt::format("the longest wake-up is {:.1f} with {} and {:.1f} with {}: "
                                       "a {:.1f}th, an eighth is promised",
                                       ours, subject, theirs, yardstick, theirs / ours));
    return problems;
}

} // namespace takt::bench
