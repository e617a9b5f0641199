// SPDX-License-Identifier: MIT
// Implements the page: comparison first, then each run, then plots, then the machine.
#include "report/page.hpp"

#include <fmt/format.h>

#include "report/chart.hpp"

namespace takt::tool {

namespace {

constexpr const char* head = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Takt report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
:root { color-scheme: light dark; --line: #8886; --text: #222; --back: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #ddd; --back: #181a1b; } }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em; color: var(--text); background: var(--back); }
h1 { font-size: 1.7em; } h2 { margin-top: 2em; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: .25em .6em; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; } td.text { text-align: left; word-break: break-word; }
svg.plot { width: 100%; height: auto; } svg text { font-size: 12px; } svg { fill: currentColor; }
svg .grid { stroke: var(--line); stroke-width: .6; } .note { opacity: .8; }
</style></head><body>
<h1>Takt report</h1>
)";

std::string percentile(const Series& s, const std::string& name) {
    for (const auto& [known, us] : s.percentiles) {
        if (known == name) {
            return fmt::format("{:.3f}", us);
        }
    }
    return "-";
}

std::string comparison(const std::vector<Run>& runs) {
    std::string html =
        "<h2>Comparison</h2>\n<p class=\"note\">Latencies in us: how late a thread ran after the "
        "time it "
        "slept until. A maximum is a lower bound of the worst case.</p>\n"
        "<table "
        "id=\"comparison\"><tr><th>run</th><th>samples</th><th>min</th><th>mean</th><th>median</th>"
        "<th>99 %</th><th>99.9 %</th><th>max</th><th>bounces</th></tr>\n";
    std::vector<std::pair<std::string, const Series*>> curves;
    for (const Run& run : runs) {
        for (const Series& s : run.series) {
            const std::string name = run.series.size() == 1 ? run.title : run.title + ", " + s.name;
            curves.emplace_back(name, &s);
            html += fmt::format(
                "<tr><td>{}</td><td>{:.0f}</td><td>{:.3f}</td><td>{:.3f}</td><td>{}</td><td>{}</td>"
                "<td>{}</td><td>{:.3f}</td><td>{}</td></tr>\n",
                escape(name), s.cycles, s.min_us, s.avg_us, percentile(s, "50"),
                percentile(s, "99"), percentile(s, "99.9"), s.max_us,
                s.knows_bounces ? fmt::format("{}", s.bounces) : "-");
        }
    }
    return html + "</table>\n" + histogram_chart(curves);
}

/// A row for each of the worst samples: its parts, in us and as a bar.
std::string worst_parts(const Series& s) {
    constexpr const char* colours[] = {"#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677"};
    std::string head, rows;
    for (const Series::Worst& sample : s.worst) {
        std::string bar, cells;
        double at = 0;
        for (size_t part = 0; part < sample.parts_us.size(); ++part) {
            const auto& [name, us] = sample.parts_us[part];
            const double width = sample.us > 0 ? 200 * us / s.worst.front().us : 0;
            bar += fmt::format("<rect x=\"{:.2f}\" y=\"1\" width=\"{:.2f}\" height=\"12\" "
                               "fill=\"{}\"><title>{} {:.3f}</title></rect>",
                               at, width, colours[part % std::size(colours)], name, us);
            at += width;
            cells += fmt::format("<td>{:.3f}</td>", us);
            if (rows.empty()) {
                head += fmt::format("<th style=\"border-bottom: 3px solid {}\">{}</th>",
                                    colours[part % std::size(colours)], name);
            }
        }
        if (!sample.parts_us.empty()) {
            rows += fmt::format("<tr><td>{:.0f}</td><td>{:.3f}</td>{}<td><svg class=\"parts\" "
                                "width=\"200\" height=\"14\">{}</svg></td></tr>\n",
                                sample.cycle, sample.us, cells, bar);
        }
    }
    return rows.empty() ? ""
                        : fmt::format("<table class=\"parts\"><tr><th>cycle</th><th>us</th>{}<th></"
                                      "th></tr>\n{}</table>\n",
                                      head, rows);
}

std::string worst_samples(const Series& s) {
    if (s.worst.empty()) {
        return "";
    }
    std::string html = fmt::format("<p>Worst samples of {} (cycle: us):", escape(s.name));
    for (const Series::Worst& sample : s.worst) {
        html += fmt::format(" {:.0f}: {:.3f};", sample.cycle, sample.us);
    }
    html.back() = '.';
    html += "</p>\n" + worst_parts(s);
    for (const auto& [reason, count] : s.left) {
        html += fmt::format("<p>Left RT mode {} times: {}.</p>\n", count, escape(reason));
    }
    return html;
}

std::string section(const Run& run) {
    std::string html =
        fmt::format("<h2>{}</h2>\n<p class=\"note\">{}{}</p>\n", escape(run.title),
                    escape(run.tool), run.mode.empty() ? "" : ": " + escape(run.mode));
    const std::string course = course_chart(run);
    if (!course.empty()) {
        html += "<h3>Latency over time</h3>\n" + course;
    }
    for (const Series& s : run.series) {
        html += worst_samples(s);
    }
    return html;
}

std::string machine(const std::vector<Run>& runs) {
    std::string html;
    for (const Run& run : runs) {
        if (!run.machine.is_object() || run.machine.size() < 4) {
            continue;
        }
        html += "<h2>Kernel and machine</h2>\n<table>\n";
        for (const auto& [key, value] : run.machine.items()) {
            html +=
                fmt::format("<tr><td>{}</td><td class=\"text\">{}</td></tr>\n", escape(key),
                            escape(value.is_string() ? value.get<std::string>() : value.dump()));
        }
        return html + "</table>\n";
    }
    return html;
}

} // namespace

std::string page(const std::vector<Run>& runs, const std::vector<Plot>& plots,
                 const std::string& note, const std::vector<BenchFigure>& bench) {
    std::string html = head;
    if (!note.empty()) {
        html += "<p>" + escape(note) + "</p>\n";
    }
    if (!runs.empty()) {
        html += comparison(runs);
    }
    if (!bench.empty()) {
        html += bench_section(bench);
    }
    for (const Plot& plot : plots) {
        html += "<h2>" + escape(plot.title) + "</h2>\n" + plot_chart(plot);
    }
    for (const Run& run : runs) {
        html += section(run);
    }
    return html + machine(runs) + "</body></html>\n";
}

} // namespace takt::tool
