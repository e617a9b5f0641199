// SPDX-License-Identifier: GPL-2.0-only
// Counts the instructions of core operations over adversarial inputs, prints them, and checks the
// bounds.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "operations.hpp"
#include "stepper.hpp"

namespace {

using takt::bench::Limit;
using takt::bench::Operation;

struct Figures {
    uint64_t n, min, avg, p50, p99, p999, max;
};

Figures figures_of(std::vector<uint64_t> counts) {
    std::sort(counts.begin(), counts.end());
    const size_t n = counts.size();
    const auto at = [&](double part) {
        return counts[std::min(n - 1, static_cast<size_t>(part * static_cast<double>(n)))];
    };
    uint64_t sum = 0;
    for (const uint64_t count : counts) {
        sum += count;
    }
    return {n, counts.front(), sum / n, at(0.5), at(0.99), at(0.999), counts.back()};
}

/// What the marks themselves cost.
uint64_t overhead() {
    const auto counts = takt::bench::count_instructions([] {
        takt::bench::begin_count();
        takt::bench::end_count();
    });
    return counts.at(0);
}

/// A host may lose or add a trap; then there is another number of samples, and all are counted
/// again. What happens three times in a row is no accident.
std::vector<uint64_t> count(const Operation& operation, uint64_t seed, uint32_t samples) {
    constexpr int attempts = 3;
    for (int attempt = 1;; ++attempt) {
        std::vector<uint64_t> counts =
            takt::bench::count_instructions([&] { operation.run(seed, samples); });
        if (counts.size() == samples) {
            return counts;
        }
        const std::string what =
            fmt::format("{}: {} samples instead of {}", operation.name, counts.size(), samples);
        if (attempt == attempts) {
            throw std::runtime_error(what);
        }
        fmt::print(stderr, "{}: counted again\n", what);
    }
}

nlohmann::json to_json(const Operation& operation, const Figures& f, uint64_t seed) {
    return {{"name", operation.name}, {"kernel", "host"}, {"load", "adversarial"},
            {"unit", "instructions"}, {"n", f.n},         {"min", f.min},
            {"avg", f.avg},           {"p50", f.p50},     {"p99", f.p99},
            {"p999", f.p999},         {"max", f.max},     {"seed", seed}};
}

int run(uint64_t seed, uint32_t samples, const std::string& only, const std::string& json_file) {
    const uint64_t marks = overhead();
    nlohmann::json results = nlohmann::json::array();
    int broken = 0;
    fmt::print("{:<28}{:>6}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7} {:<9} {}\n", "instructions", "n", "min",
               "avg", "p50", "p99", "max", "limit", "", "input");
    for (const Operation& operation : takt::bench::operations()) {
        if (operation.name.find(only) == std::string::npos) {
            continue;
        }
        std::vector<uint64_t> counts = count(operation, seed, samples);
        for (uint64_t& count : counts) {
            count -= marks;
        }
        const Figures f = figures_of(std::move(counts));
        const bool holds = f.max <= operation.limit;
        broken += holds ? 0 : 1;
        fmt::print("{:<28}{:>6}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7} {:<9} {}{}\n", operation.name, f.n,
                   f.min, f.avg, f.p50, f.p99, f.max, operation.limit,
                   operation.kind == Limit::promised ? "promised" : "guard", operation.input,
                   holds ? "" : "  ABOVE ITS LIMIT");
        results.push_back(to_json(operation, f, seed));
    }
    if (results.empty()) {
        throw std::runtime_error(fmt::format("--only {}: no operation has such a name", only));
    }
    if (!json_file.empty()) {
        std::ofstream file{json_file};
        file << results.dump(2) << '\n';
        if (!file.flush()) {
            throw std::runtime_error(fmt::format("--json {}: cannot be written", json_file));
        }
    }
    return broken == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Counts the instructions of the co-kernel's operations on this host, exactly."};
    uint64_t seed = 1;
    uint32_t samples = 200;
    std::string only;
    std::string json_file;
    app.add_option("--seed", seed, "seed of the random inputs");
    app.add_option("--samples", samples, "samples of each operation")
        ->check(CLI::Range(1, 1000000));
    app.add_option("--only", only, "operations whose name contains this");
    app.add_option("--json", json_file, "write the figures to this file");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(seed, samples, only, json_file);
    } catch (const std::exception& error) {
        fmt::print(stderr, "takt_core_counts: {}\n", error.what());
        return 2;
    }
}
