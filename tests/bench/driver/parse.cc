// SPDX-License-Identifier: MIT
// Owns the formats that the guest and the plugin write.
#include "parse.hpp"

#include <algorithm>
#include <sstream>

#include "error.hpp"

namespace takt::bench {
namespace {

using nlohmann::json;

Figure new_figure(const Job& job, const std::string& name) {
    Figure figure;
    figure.name = name;
    figure.kernel = job.flavour;
    figure.load = job.load;
    figure.unit = "instructions";
    figure.seed = job.seed;
    return figure;
}

json parse_json(const Job& job, const std::string& text) {
    try {
        return json::parse(text);
    } catch (const json::exception& error) {
        // A kernel message in the middle of a result line, most likely.
        throw Error("{}: the guest's results are damaged ({}); see its console", job.title(),
                    error.what());
    }
}

/// Adds a section kind's figure, and the list of its places by function with the longest first.
void add_sections(const Job& job, const json& kind, const std::string& name, const Symbols& symbols,
                  Outcome& outcome, const char* key) {
    Histogram lengths;
    for (const auto& entry : kind.at("lengths"))
        lengths[entry.at(0)] += entry.at(1).get<std::uint64_t>();
    if (lengths.empty())
        return;
    Figure figure = new_figure(job, name);
    fill_statistics(figure, lengths);
    outcome.figures.push_back(figure);

    json places = kind.at("places");
    for (auto& place : places) {
        const auto first = place.at("first").get<std::uint64_t>();
        const auto last = place.at("last").get<std::uint64_t>();
        place["first_function"] = symbols.function(first);
        place["last_function"] = symbols.function(last);
        place["first"] = symbols.place(first);
        place["last"] = symbols.place(last);
    }
    std::sort(places.begin(), places.end(),
              [](const json& a, const json& b) { return a.at("max") > b.at("max"); });
    outcome.sections[key] = places;
}

} // namespace

Outcome parse_ops(const Job& job, const std::string& console) {
    Outcome outcome;
    std::istringstream lines(console);
    const std::string mark = "TAKT-BENCH {";
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find(mark);
        if (at == std::string::npos)
            continue;
        const json result = parse_json(job, line.substr(at + mark.size() - 1));
        Figure figure = new_figure(job, result.at("name"));
        figure.n = result.at("n");
        figure.min = result.at("min");
        figure.avg = result.at("avg");
        figure.p50 = result.at("p50");
        figure.p99 = result.at("p99");
        figure.p999 = result.at("p999");
        figure.max = result.at("max");
        outcome.figures.push_back(figure);
    }
    if (outcome.figures.empty())
        throw Error("{}: the guest printed no results; see its console", job.title());
    return outcome;
}

Outcome parse_wakeup(const Job& job, const std::string& console) {
    const std::string begin = "TAKT-BENCH-CYCLICTEST-BEGIN";
    const auto from = console.find(begin);
    const auto to = console.find("TAKT-BENCH-CYCLICTEST-END");
    if (from == std::string::npos || to == std::string::npos)
        throw Error("{}: the guest printed no results of cyclictest", job.title());
    const auto start = from + begin.size();
    const json result = parse_json(job, console.substr(start, to - start));
    const json& thread = result.at("thread").at("0");
    Histogram histogram;
    for (const auto& [value, count] : thread.at("histogram").items())
        histogram[std::stoull(value)] += count.get<std::uint64_t>();
    // Beyond the histogram's end cyclictest counts no values, but it keeps the greatest.
    const auto counted = thread.at("cycles").get<std::uint64_t>();
    std::uint64_t seen = 0;
    for (const auto& entry : histogram)
        seen += entry.second;
    const auto max = thread.at("max").get<std::uint64_t>();
    if (seen < counted)
        histogram[max] += counted - seen;
    Figure figure = new_figure(job, "wakeup.user");
    fill_statistics(figure, histogram);
    // Several values beyond the end are known by their sum only.
    if (seen < counted)
        figure.avg = thread.at("avg");
    if (figure.n == 0 || static_cast<std::uint64_t>(figure.max) != max)
        throw Error("{}: cyclictest's histogram and maximum disagree", job.title());
    return {{figure}, {}};
}

Outcome parse_latency(const Job& job, const std::string& console) {
    const auto from = console.find("TAKT-BENCH-LATENCY-BEGIN");
    const auto to = console.find("TAKT-BENCH-LATENCY-END");
    if (from == std::string::npos || to == std::string::npos)
        throw Error("{}: the guest printed no results of takt latency", job.title());
    std::istringstream lines(console.substr(from, to - from));
    Histogram histogram;
    // "000512 000003", then "# Total: 000004000", "# Max Latencies: 00528" and the like.
    const auto number_after = [](const std::string& line, const std::string& label) {
        return line.starts_with(label) ? std::stoull(line.substr(label.size())) : 0;
    };
    std::uint64_t total = 0;
    std::uint64_t max = 0;
    std::uint64_t beyond = 0;
    for (std::string line; std::getline(lines, line);) {
        total += number_after(line, "# Total:");
        max += number_after(line, "# Max Latencies:");
        beyond += number_after(line, "# Histogram Overflows:");
        std::istringstream words(line);
        std::uint64_t value = 0;
        std::uint64_t count = 0;
        if (words >> value >> count && count > 0)
            histogram[value] += count;
    }
    if (beyond > 0)
        histogram[max] += beyond;
    std::uint64_t seen = 0;
    for (const auto& entry : histogram)
        seen += entry.second;
    if (histogram.empty() || seen != total || histogram.rbegin()->first != max)
        throw Error("{}: takt latency's histogram, number and maximum disagree", job.title());
    Figure figure =
        new_figure(job, job.kind == JobKind::handler ? "wakeup.handler" : "wakeup.takt");
    fill_statistics(figure, histogram);
    return {{figure}, {}};
}

Outcome parse_sections(const Job& job, const json& report, const Symbols& symbols) {
    const auto problem = report.at("problem").get<std::string>();
    if (!problem.empty())
        throw Error("{}: the sections plugin says: {}", job.title(), problem);
    Outcome outcome;
    add_sections(job, report.at("hard"), "irqoff.hard", symbols, outcome, "hard");
    add_sections(job, report.at("stalled"), "irqoff.stalled", symbols, outcome, "stalled");
    if (outcome.figures.empty())
        throw Error("{}: the plugin saw no section with interrupts off, which cannot be",
                    job.title());
    return outcome;
}

} // namespace takt::bench
