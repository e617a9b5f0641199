// SPDX-License-Identifier: MIT
// Owns the rule of the regression gate.
#include "gate.hpp"

#include <algorithm>
#include <utility>

#include "error.hpp"
#include "file.hpp"
#include "promises.hpp"

namespace takt::bench {
namespace {

using nlohmann::json;

constexpr double tolerance = 0.02;

const Figure* find(const Figures& figures, const Figure& like, const std::string& kernel) {
    const auto found = std::find_if(figures.begin(), figures.end(), [&](const Figure& figure) {
        return figure.name == like.name && figure.kernel == kernel && figure.load == like.load &&
               figure.seed == like.seed;
    });
    return found == figures.end() ? nullptr : &*found;
}

struct Statistic {
    const char* name;
    double Figure::*value;
};

/// Maxima of costs depend on where a tick falls, and that of a latency is one sample of thousands,
/// which a change elsewhere moves: it has a limit of its own instead (promises.hpp).
std::vector<Statistic> gated(const Figure& figure) {
    if (figure.name.starts_with("linux.") || figure.name.starts_with("rt."))
        return {{"p50", &Figure::p50}, {"avg", &Figure::avg}};
    if (figure.name.starts_with("wakeup."))
        return {{"p50", &Figure::p50}, {"avg", &Figure::avg}, {"p99", &Figure::p99}};
    return {
        {"p50", &Figure::p50}, {"avg", &Figure::avg}, {"p99", &Figure::p99}, {"max", &Figure::max}};
}

void hold_to_limit(const Figure& figure, GateReport& report) {
    if (!latency_limit(figure.name))
        return;
    ++report.compared;
    if (const auto problem = above_limit(figure))
        report.problems.push_back(*problem);
}

} // namespace

Expected load_expected(const fs::path& path) {
    try {
        const json file = json::parse(read_file(path));
        return {file.at("environment").get<Environment>(), file.at("figures").get<Figures>()};
    } catch (const json::exception& error) {
        throw Error("{} is damaged ({}); restore it, or record anew with: make bench-accept",
                    path.string(), error.what());
    }
}

void save_expected(const fs::path& path, const Expected& expected) {
    const json file = {{"environment", expected.environment}, {"figures", expected.figures}};
    write_file(path, file.dump(2) + '\n');
}

GateReport compare_with_expected(const Expected& expected, const Expected& found,
                                 const std::string& subject, const std::string& reference) {
    GateReport report;
    const auto other = differences(expected.environment, found.environment);
    for (const std::string& line : other)
        report.notes.push_back("another environment: " + line);
    if (!other.empty())
        report.notes.push_back("expectations are scaled by how kernel " + reference + " changed");

    for (const Figure& old : expected.figures) {
        if (old.kernel != subject)
            continue;
        const Figure* now = find(found.figures, old, subject);
        if (now == nullptr) {
            report.problems.push_back(fmt::format("{} is no longer measured", old.name));
            continue;
        }
        const Figure* reference_old = find(expected.figures, old, reference);
        const Figure* reference_now = find(found.figures, old, reference);
        const bool scale = !other.empty() && reference_old != nullptr && reference_now != nullptr;
        for (const auto& [name, value] : gated(old)) {
            const double factor = scale ? reference_now->*value / reference_old->*value : 1;
            const double limit = old.*value * factor;
            const double change = now->*value / limit - 1;
            const std::string line =
                fmt::format("{} ({}) {}: expected {:.1f}, found {:.1f} ({:+.2f} %)", old.name,
                            old.load, name, limit, now->*value, change * 100);
            ++report.compared;
            if (now->*value > limit * (1 + tolerance))
                report.problems.push_back(line);
            else if (now->*value < limit * (1 - tolerance))
                report.notes.push_back("better: " + line);
        }
        hold_to_limit(*now, report);
    }
    for (const Figure& figure : found.figures)
        if (figure.kernel == subject && find(expected.figures, figure, subject) == nullptr)
            report.notes.push_back(fmt::format("new: {} p50 {:.1f}", figure.name, figure.p50));
    return report;
}

} // namespace takt::bench
