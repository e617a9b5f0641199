// SPDX-License-Identifier: MIT
// Implements the report's section on the bench.
#include "report/bench.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/chart.hpp"

namespace takt::tool {

namespace {

using Figures = std::vector<BenchFigure>;

/// The different values of a member, in the order in which they first occur.
std::vector<std::string> values_of(const Figures& figures, std::string BenchFigure::*member) {
    std::vector<std::string> values;
    for (const BenchFigure& figure : figures) {
        if (std::find(values.begin(), values.end(), figure.*member) == values.end()) {
            values.push_back(figure.*member);
        }
    }
    return values;
}

Figures starting_with(const Figures& figures, const std::string& prefix) {
    Figures chosen;
    std::copy_if(figures.begin(), figures.end(), std::back_inserter(chosen),
                 [&](const BenchFigure& figure) { return figure.name.starts_with(prefix); });
    return chosen;
}

/// The median of some values; of an even number, the lower one of the two in the middle.
double middle(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[(values.size() - 1) / 2];
}

/// Seeds in one: extremes of extremes, mean of averages, median of percentiles. False: none.
bool merge(const Figures& figures, const std::string& name, const std::string& kernel,
           const std::string& load, BenchFigure& merged) {
    std::vector<double> p50, p99, p999;
    double sum = 0;
    for (const BenchFigure& f : figures) {
        if (f.name != name || f.kernel != kernel || f.load != load) {
            continue;
        }
        const bool first = p50.empty();
        const uint64_t n = first ? 0 : merged.n;
        const double min = first ? f.min : std::min(merged.min, f.min);
        const double max = first ? f.max : std::max(merged.max, f.max);
        merged = f;
        merged.n = n + f.n;
        merged.min = min;
        merged.max = max;
        sum += f.avg;
        p50.push_back(f.p50);
        p99.push_back(f.p99);
        p999.push_back(f.p999);
    }
    if (p50.empty()) {
        return false;
    }
    merged.avg = sum / static_cast<double>(p50.size());
    merged.p50 = middle(p50);
    merged.p99 = middle(p99);
    merged.p999 = middle(p999);
    return true;
}

std::string statistics(const BenchFigure& f) {
    return fmt::format("<td>{}</td><td>{:.0f}</td><td>{:.1f}</td><td>{:.0f}</td><td>{:.0f}</td>"
                       "<td>{:.0f}</td><td>{:.0f}</td>",
                       f.n, f.min, f.avg, f.p50, f.p99, f.p999, f.max);
}

constexpr const char* statistics_head = "<th>samples</th><th>min</th><th>mean</th><th>median</th>"
                                        "<th>99 %</th><th>99.9 %</th><th>max</th>";

/// One curve a kernel and figure: the maximum under each load, on a logarithmic axis.
std::string load_chart(const Figures& figures) {
    const std::vector<std::string> loads = values_of(figures, &BenchFigure::load);
    std::vector<std::pair<std::string, std::vector<double>>> maxima;
    for (const std::string& kernel : values_of(figures, &BenchFigure::kernel)) {
        for (const std::string& name : values_of(figures, &BenchFigure::name)) {
            std::vector<double> values;
            for (const std::string& load : loads) {
                BenchFigure f;
                values.push_back(merge(figures, name, kernel, load, f) ? f.max : 0);
            }
            if (std::any_of(values.begin(), values.end(), [](double value) { return value > 0; })) {
                maxima.emplace_back(kernel + ", " + name, std::move(values));
            }
        }
    }
    return bar_chart(loads, maxima, figures.front().unit);
}

/// One table of all kernels and loads; with @p reference a column of the maxima's ratio to it.
std::string table(const Figures& figures, const std::string& id, const std::string& title,
                  const std::string& reference) {
    if (figures.empty()) {
        return "";
    }
    std::string html = fmt::format("<h3>{}</h3>\n<table id=\"{}\"><tr><th>load</th><th>kernel</th>"
                                   "<th>figure</th>{}{}</tr>\n",
                                   escape(title), id, statistics_head,
                                   reference.empty() ? "" : "<th>max : PREEMPT_RT</th>");
    for (const std::string& load : values_of(figures, &BenchFigure::load)) {
        BenchFigure yardstick;
        const bool compare = !reference.empty() &&
                             merge(figures, reference, "preempt_rt", load, yardstick) &&
                             yardstick.max > 0;
        for (const std::string& kernel : values_of(figures, &BenchFigure::kernel)) {
            for (const std::string& name : values_of(figures, &BenchFigure::name)) {
                BenchFigure f;
                if (!merge(figures, name, kernel, load, f)) {
                    continue;
                }
                html +=
                    fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td>{}{}</tr>\n", escape(load),
                                escape(kernel), escape(name), statistics(f),
                                reference.empty() ? ""
                                : compare ? fmt::format("<td>{:.3f}</td>", f.max / yardstick.max)
                                          : "<td>-</td>");
            }
        }
    }
    return html + "</table>\n";
}

/// Medians of Linux's operations, and what each other kernel adds to the unpatched one's.
std::string operations(const Figures& all) {
    const Figures figures = starting_with(all, "linux.");
    const std::vector<std::string> kernels = values_of(figures, &BenchFigure::kernel);
    if (figures.empty()) {
        return "";
    }
    std::string html = "<h3>Costs of Linux operations, medians</h3>\n<table id=\"bench-linux\"><tr>"
                       "<th>operation</th>";
    for (const std::string& kernel : kernels) {
        html += "<th>" + escape(kernel) + "</th>" + (kernel == "unpatched" ? "" : "<th>ratio</th>");
    }
    html += "</tr>\n";
    std::vector<double> logs(kernels.size(), 0), counts(kernels.size(), 0);
    for (const std::string& name : values_of(figures, &BenchFigure::name)) {
        html += "<tr><td>" + escape(name.substr(name.find('.') + 1)) + "</td>";
        BenchFigure base;
        const bool has_base = merge(figures, name, "unpatched", "idle", base) && base.p50 > 0;
        for (size_t i = 0; i < kernels.size(); ++i) {
            BenchFigure f;
            const bool measured = merge(figures, name, kernels[i], "idle", f);
            html += measured ? fmt::format("<td>{:.0f}</td>", f.p50) : "<td>-</td>";
            if (kernels[i] == "unpatched") {
                continue;
            }
            const bool compare = measured && has_base && f.p50 > 0;
            html += compare ? fmt::format("<td>{:.4f}</td>", f.p50 / base.p50) : "<td>-</td>";
            if (compare) {
                logs[i] += std::log(f.p50 / base.p50);
                ++counts[i];
            }
        }
        html += "</tr>\n";
    }
    html += "<tr><td>geometric mean</td>";
    for (size_t i = 0; i < kernels.size(); ++i) {
        html += "<td></td>";
        if (kernels[i] != "unpatched") {
            html += counts[i] > 0 ? fmt::format("<td>{:.4f}</td>", std::exp(logs[i] / counts[i]))
                                  : "<td>-</td>";
        }
    }
    return html + "</tr>\n</table>\n";
}

} // namespace

std::vector<BenchFigure> read_bench(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error(path + " cannot be read: make bench writes it");
    }
    std::vector<BenchFigure> figures;
    try {
        for (const nlohmann::json& f : nlohmann::json::parse(file)) {
            figures.push_back({f.at("name"), f.at("kernel"), f.at("load"), f.at("unit"), f.at("n"),
                               f.at("seed"), f.at("min"), f.at("avg"), f.at("p50"), f.at("p99"),
                               f.at("p999"), f.at("max")});
        }
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(path + " is not what make bench writes: " + error.what());
    }
    if (figures.empty()) {
        throw std::runtime_error(path + " holds no figures");
    }
    return figures;
}

std::string bench_section(const std::vector<BenchFigure>& figures) {
    const Figures latencies = starting_with(figures, "wakeup.");
    Figures costs = starting_with(figures, "rt.");
    const Figures core = starting_with(figures, "core.");
    costs.insert(costs.end(), core.begin(), core.end());
    return "<h2>Kernels side by side</h2>\n<p class=\"note\">Executed instructions on one emulated "
           "CPU: no cost of caches, TLB or bus is in them. Linux's own maxima are lower bounds of "
           "the worst case.</p>\n" +
           (latencies.empty() ? ""
                              : "<h3>Greatest wake-up latency</h3>\n" + load_chart(latencies)) +
           table(latencies, "bench-wakeup", "Wake-up latency", "wakeup.user") +
           operations(figures) +
           table(starting_with(figures, "irqoff."), "bench-irqoff", "Sections with interrupts off",
                 "") +
           table(costs, "bench-rt", "Costs of the co-kernel", "");
}

} // namespace takt::tool
