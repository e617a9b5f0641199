// SPDX-License-Identifier: MIT
// Implements `takt report`: results in, one HTML file out.
#include "report/report.hpp"

#include <algorithm>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "common/exit_status.hpp"
#include "common/option_checks.hpp"
#include "report/page.hpp"

namespace takt::tool {

namespace {

struct Options {
    std::vector<std::string> runs, plots;
    std::string output = "takt-report.html", note, bench;
    bool table = false;
};

void print_table(const std::vector<Run>& runs) {
    size_t width = 4;
    for (const Run& run : runs) {
        width = std::max(width, run.title.size());
    }
    fmt::print("{:<{}} {:<9} {:>9} {:>11} {:>11} {:>11} {:>11} {:>8}\n", "run", width, "thread",
               "cycles", "min us", "avg us", "99.9% us", "max us", "bounces");
    for (const Run& run : runs) {
        for (const Series& s : run.series) {
            const auto found =
                std::find_if(s.percentiles.begin(), s.percentiles.end(),
                             [](const auto& percentile) { return percentile.first == "99.9"; });
            fmt::print("{:<{}} {:<9} {:>9} {:>11.3f} {:>11.3f} {:>11} {:>11.3f} {:>8}\n", run.title,
                       width, s.name, s.cycles, s.min_us, s.avg_us,
                       found == s.percentiles.end() ? "-" : fmt::format("{:.3f}", found->second),
                       s.max_us, s.knows_bounces ? std::to_string(s.bounces) : "-");
        }
    }
}

int report(const Options& options) {
    std::vector<Run> runs;
    std::vector<Plot> plots;
    std::vector<BenchFigure> bench;
    try {
        for (const std::string& text : options.runs) {
            const auto [title, path] = split_title(text);
            runs.push_back(read_run(path, title));
        }
        for (const std::string& text : options.plots) {
            const auto [title, path] = split_title(text);
            plots.push_back(read_plot(path, title));
        }
        if (!options.bench.empty()) {
            bench = read_bench(options.bench);
        }
    } catch (const std::runtime_error& error) {
        fmt::print(stderr, "takt report: {}\n", error.what());
        return status_failure;
    }
    if (options.table) {
        print_table(runs);
    }
    std::ofstream file(options.output);
    file << page(runs, plots, options.note, bench);
    file.flush();
    if (!file) {
        fmt::print(stderr, "takt report: {} cannot be written\n", options.output);
        return status_failure;
    }
    return status_ok;
}

} // namespace

void add_report(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("report", "one HTML file from results of takt latency and cyclictest");
    command->add_option("runs", options->runs, "results as JSON, each FILE or TITLE=FILE")
        ->check(readable_titled_file());
    command
        ->add_option("--bench", options->bench,
                     "the results.json of make bench: kernels side by side")
        ->check(readable_file("; make bench makes one"));
    command
        ->add_option("--plot", options->plots,
                     "a CSV file with a head, to be plotted: FILE or TITLE=FILE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->check(readable_titled_file());
    command->add_option("-o,--output", options->output, "the HTML file")
        ->check(writable_file())
        ->capture_default_str();
    command->add_flag("--table", options->table, "print the figures, too");
    command->add_option("--note", options->note, "a sentence at the top");
    command->callback([options, &status] {
        if (options->runs.empty() && options->bench.empty()) {
            throw CLI::RequiredError("runs, or --bench");
        }
        status = report(*options);
    });
}

} // namespace takt::tool
