// SPDX-License-Identifier: MIT
// Implements `takt report`: results in, one HTML file out.
#include "report/report.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "common/exit_status.hpp"
#include "report/page.hpp"

namespace takt::tool {

namespace {

struct Options {
    std::vector<std::string> runs, plots;
    std::string output = "takt-report.html", note, bench;
};

/// "title=file", or a file whose name is the title.
std::pair<std::string, std::string> split(const std::string& text) {
    const auto equals = text.find('=');
    if (equals != std::string::npos) {
        return {text.substr(0, equals), text.substr(equals + 1)};
    }
    return {std::filesystem::path(text).stem().string(), text};
}

int report(const Options& options) {
    std::vector<Run> runs;
    std::vector<Plot> plots;
    std::vector<BenchFigure> bench;
    try {
        for (const std::string& text : options.runs) {
            const auto [title, path] = split(text);
            runs.push_back(read_run(path, title));
        }
        for (const std::string& text : options.plots) {
            const auto [title, path] = split(text);
            plots.push_back(read_plot(path, title));
        }
        if (!options.bench.empty()) {
            bench = read_bench(options.bench);
        }
    } catch (const std::runtime_error& error) {
        fmt::print(stderr, "takt report: {}\n", error.what());
        return status_failure;
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
    command->add_option("runs", options->runs, "results as JSON, each FILE or TITLE=FILE");
    command->add_option("--bench", options->bench,
                        "the results.json of make bench: kernels side by side");
    command->add_option("--plot", options->plots,
                        "a CSV file with a head, to be plotted: FILE or TITLE=FILE");
    command->add_option("-o,--output", options->output, "the HTML file")->capture_default_str();
    command->add_option("--note", options->note, "a sentence at the top");
    command->callback([options, &status] {
        if (options->runs.empty() && options->bench.empty()) {
            throw CLI::RequiredError("runs, or --bench");
        }
        status = report(*options);
    });
}

} // namespace takt::tool
