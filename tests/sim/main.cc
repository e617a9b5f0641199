// SPDX-License-Identifier: GPL-2.0-only
// Owns the command line of the simulator: explore, run at random, replay.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "explore.hpp"
#include "random.hpp"
#include "scenario.hpp"

namespace {

using namespace takt::sim;

constexpr size_t trace_lines = 400;

void print_trace(const std::vector<std::string>& trace) {
    const size_t skip = trace.size() > trace_lines ? trace.size() - trace_lines : 0;
    if (skip != 0) {
        fmt::print("    ({} earlier steps left out)\n", skip);
    }
    for (size_t index = skip; index < trace.size(); ++index) {
        fmt::print("    {}\n", trace[index]);
    }
}

[[nodiscard]] bool explore_one(const Scenario& scenario, ExploreOptions options, bool quiet) {
    const auto start = std::chrono::steady_clock::now();
    const ExploreResult result = explore(scenario, options);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (!result.violation.empty()) {
        fmt::print("FAIL {} with {} preemptions at most: {}\n", scenario.name, options.bound,
                   result.violation);
        if (!quiet) {
            print_trace(trace_of(scenario, result.decisions, options.bound));
        }
        return false;
    }
    fmt::print("{:<20} bound {}: {} schedules, {} states, {} steps, {:.1f} s, {}\n", scenario.name,
               options.bound, result.schedules, result.states, result.steps, took.count(),
               result.finished ? "space finished" : "SPACE NOT FINISHED");
    std::fflush(stdout);
    return result.finished;
}

[[nodiscard]] bool random_one(const Scenario& scenario, uint64_t seed, uint64_t runs, bool quiet) {
    uint64_t steps = 0;
    for (uint64_t run = 0; run < runs; ++run) {
        const RandomResult result = run_random(scenario, seed + run);
        steps += result.steps;
        if (result.violation.empty()) {
            continue;
        }
        fmt::print("FAIL {} at random, seed {}: {}\n", scenario.name, seed + run, result.violation);
        if (!quiet) {
            fmt::print("  again: sim --scenario {} --seed {} --replay\n", scenario.name,
                       seed + run);
            std::vector<std::string> trace;
            const RandomResult shorter = shrink(scenario, result);
            fmt::print("  shrunk: {} decisions that are not the default, {} before\n",
                       shorter.deviations(), result.deviations());
            static_cast<void>(replay(scenario, shorter.decisions, &trace));
            print_trace(trace);
        }
        return false;
    }
    fmt::print("{:<20} random: {} runs from seed {}, {} steps\n", scenario.name, runs, seed, steps);
    return true;
}

/// All scenarios, quickly, until the first violation: for the mutation run.
[[nodiscard]] bool hunt(const std::vector<const Scenario*>& scenarios, bool quiet) {
    ExploreOptions options;
    options.bound = 1;
    for (const Scenario* scenario : scenarios) {
        if (!explore_one(*scenario, options, quiet)) {
            return false;
        }
    }
    return std::ranges::all_of(scenarios, [quiet](const Scenario* scenario) {
        return random_one(*scenario, 1, 50, quiet);
    });
}

[[nodiscard]] bool replay_one(const Scenario& scenario, uint64_t seed) {
    RandomResult result = run_random(scenario, seed);
    if (!result.violation.empty()) {
        result = shrink(scenario, result);
    }
    std::vector<std::string> trace;
    result = replay(scenario, result.decisions, &trace);
    print_trace(trace);
    fmt::print("{}\n", result.violation.empty() ? "no violation" : result.violation);
    return result.violation.empty();
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Run the core of Takt on a simulated machine"};
    std::vector<std::string> names;
    bool list = false;
    bool replay = false;
    bool quiet = false;
    bool all_bounds = false;
    bool hunt_only = false;
    int64_t bound = -1;
    uint64_t runs = 0;
    uint64_t seed = 1;
    uint64_t seconds = 600;
    app.add_option("--scenario", names, "Scenarios to run (all if none is named)");
    app.add_flag("--list", list, "List the scenarios and what they are for");
    app.add_option("--bound", bound, "Explore with at most this many preemptions (0..3)")
        ->check(CLI::Range(0, 3));
    app.add_flag("--all-bounds", all_bounds, "Explore with 0, 1, ... up to the bound");
    app.add_option("--runs", runs, "Random runs instead of exploring");
    app.add_option("--seed", seed, "Seed of the first random run");
    app.add_flag("--replay", replay, "Replay the random run of --seed with a trace");
    app.add_flag("--hunt", hunt_only, "Bound 1 and a few random runs of everything, then stop");
    app.add_flag("--quiet", quiet, "No traces of failures");
    app.add_option("--seconds", seconds, "Give a scenario up, as not finished, after this long");
    CLI11_PARSE(app, argc, argv);

    std::vector<const Scenario*> chosen;
    for (const Scenario& scenario : all_scenarios()) {
        if (list) {
            fmt::print("{:<20} {}\n", scenario.name, scenario.what);
        } else if (names.empty()) {
            chosen.push_back(&scenario);
        }
    }
    for (const std::string& name : names) {
        const Scenario* scenario = find_scenario(name);
        if (scenario == nullptr) {
            fmt::print(stderr, "no scenario is called '{}': --list names them all\n", name);
            return 2;
        }
        chosen.push_back(scenario);
    }
    if (hunt_only) {
        return hunt(chosen, quiet) ? 0 : 1;
    }
    bool good = true;
    for (const Scenario* scenario : chosen) {
        if (replay) {
            good = replay_one(*scenario, seed) && good;
        } else if (runs != 0) {
            good = random_one(*scenario, seed, runs, quiet) && good;
        } else {
            const uint32_t top = bound < 0 ? scenario->bound : static_cast<uint32_t>(bound);
            ExploreOptions options;
            options.max_time = std::chrono::seconds{seconds};
            bool finished = true;
            for (options.bound = all_bounds ? 0 : top; options.bound <= top && finished;
                 ++options.bound) {
                finished = explore_one(*scenario, options, quiet);
            }
            good = finished && good; // the others are looked at all the same
        }
    }
    return good ? 0 : 1;
}
