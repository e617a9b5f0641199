// SPDX-License-Identifier: MIT
// Owns the layout of the tables.
#include "tables.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace takt::bench {
namespace {

/// The different values of a member, in the order in which they first occur.
std::vector<std::string> values_of(const Figures& figures, std::string Figure::*member) {
    std::vector<std::string> values;
    for (const Figure& figure : figures)
        if (std::find(values.begin(), values.end(), figure.*member) == values.end())
            values.push_back(figure.*member);
    return values;
}

Figures starting_with(const Figures& figures, const std::string& prefix) {
    Figures chosen;
    std::copy_if(figures.begin(), figures.end(), std::back_inserter(chosen),
                 [&](const Figure& figure) { return figure.name.starts_with(prefix); });
    return chosen;
}

} // namespace

std::string latency_table(const Figures& all) {
    const Figures figures = starting_with(all, "wakeup.");
    if (figures.empty())
        return {};
    std::string text = fmt::format("Wake-up latency, instructions\n{:8}{:12}{:16}{:>9}{:>9}{:>9}"
                                   "{:>9}{:>9}{:>9}  {}\n",
                                   "load", "kernel", "name", "min", "avg", "p50", "p99", "p99.9",
                                   "max", "max : preempt_rt");
    for (const std::string& load : values_of(figures, &Figure::load)) {
        const Figures reference = select(figures, "wakeup.user", "preempt_rt", load);
        for (const std::string& kernel : values_of(figures, &Figure::kernel))
            for (const std::string& name : values_of(figures, &Figure::name)) {
                const Figures seeds = select(figures, name, kernel, load);
                if (seeds.empty())
                    continue;
                const Figure f = merge_seeds(seeds);
                text += fmt::format("{:8}{:12}{:16}{:9.0f}{:9.0f}{:9.0f}{:9.0f}{:9.0f}{:9.0f}",
                                    load, kernel, name, f.min, f.avg, f.p50, f.p99, f.p999, f.max);
                if (!reference.empty())
                    text += fmt::format("  {:.3f}", f.max / merge_seeds(reference).max);
                text += '\n';
            }
    }
    return text;
}

std::string overhead_table(const std::vector<Overhead>& rows, const std::string& base,
                           const std::string& other) {
    if (rows.empty())
        return {};
    std::string text = fmt::format("Cost of Linux operations, instructions: median, then average\n"
                                   "{:28}{:>12}{:>12}{:>9}{:>9}  {:>12}{:>12}{:>9}\n",
                                   "operation", base, other, "more", "ratio", base, other, "ratio");
    for (const Overhead& row : rows)
        text += fmt::format("{:28}{:12.0f}{:12.0f}{:+9.0f}{:9.4f}  {:12.1f}{:12.1f}{:9.4f}\n",
                            row.name, row.base.p50, row.other.p50, row.difference(), row.ratio(),
                            row.base.avg, row.other.avg, row.ratio_of_averages());
    text += fmt::format("{:28}{:>12}{:>12}{:>9}{:9.4f}  {:>12}{:>12}{:9.4f}\n", "geometric mean",
                        "", "", "", geometric_mean(rows), "", "", geometric_mean_of_averages(rows));
    return text;
}

std::string primitives_table(const Figures& all) {
    std::string text;
    for (const Figure& f : starting_with(all, "rt."))
        text += fmt::format("{:32}{:12}{:9}{:9.0f}{:9.1f}{:9.0f}{:9.0f}{:9.0f}{:9.0f}\n", f.name,
                            f.load, f.n, f.min, f.avg, f.p50, f.p99, f.p999, f.max);
    if (text.empty())
        return {};
    return fmt::format("Costs of the co-kernel's primitives, "
                       "instructions\n{:32}{:12}{:>9}{:>9}{:>9}{:>9}{:>9}"
                       "{:>9}{:>9}\n",
                       "name", "load", "n", "min", "avg", "p50", "p99", "p99.9", "max") +
           text;
}

std::string sections_table(const Figures& all) {
    const Figures figures = starting_with(all, "irqoff.");
    if (figures.empty())
        return {};
    std::string text = fmt::format("Sections with interrupts off, instructions\n"
                                   "{:12}{:16}{:8}{:>10}{:>9}{:>9}{:>9}{:>9}\n",
                                   "kernel", "name", "load", "n", "avg", "p99", "p99.9", "max");
    for (const Figure& f : figures)
        text += fmt::format("{:12}{:16}{:8}{:10}{:9.1f}{:9.0f}{:9.0f}{:9.0f}\n", f.kernel, f.name,
                            f.load, f.n, f.avg, f.p99, f.p999, f.max);
    return text;
}

std::string longest_sections(const nlohmann::json& places, std::size_t count) {
    std::string text;
    for (const auto& place : places) {
        if (count-- == 0)
            break;
        text +=
            fmt::format("{:10}  {:9} times  {} .. {}\n", place.at("max").get<std::uint64_t>(),
                        place.at("count").get<std::uint64_t>(),
                        place.at("first").get<std::string>(), place.at("last").get<std::string>());
    }
    return text;
}

} // namespace takt::bench
