// SPDX-License-Identifier: MIT
// Owns what each command measures, prints and demands.
#include "commands.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "anchors.hpp"
#include "core_counts.hpp"
#include "environment.hpp"
#include "error.hpp"
#include "file.hpp"
#include "gate.hpp"
#include "hard_off.hpp"
#include "overhead.hpp"
#include "promises.hpp"
#include "tables.hpp"

namespace takt::bench {
namespace {

using nlohmann::json;

const std::string unpatched = "unpatched";
const std::string preempt_rt = "preempt_rt";
const std::string takt = "takt";

/// Limits of the pipeline issue; the goals of the whole project are a little wider.
constexpr OverheadLimits limits{
    .null_call_instructions = 12, .operation_ratio = 1.015, .mean_ratio = 1.01};
constexpr std::uint64_t longest_added_section = 300;

Runner make_runner(const Settings& settings) {
    return {settings.places, settings.programs, settings.output, settings.parallel};
}

Figures all_figures(const std::vector<Outcome>& outcomes) {
    Figures figures;
    for (const Outcome& outcome : outcomes)
        figures.insert(figures.end(), outcome.figures.begin(), outcome.figures.end());
    return figures;
}

/// What the gate, the overhead test and the determinism test measure: short and the same for all,
/// so that they share results.
Scope subset(std::vector<std::string> flavours) {
    return {.flavours = std::move(flavours),
            .loads = {"idle"},
            .seeds = {1},
            .divide = 2,
            .loops = 2000,
            .section_loops = 2000};
}

/// Costs of Linux with and without Takt, costs of the co-kernel, and its latency.
Jobs subset_jobs() {
    Scope scope = subset({unpatched, takt});
    Jobs jobs = plan(scope, {JobKind::ops, JobKind::primitives});
    scope.loads = {"idle", "hack"};
    const Jobs latency = plan(scope, {JobKind::latency, JobKind::handler});
    jobs.insert(jobs.end(), latency.begin(), latency.end());
    return jobs;
}

Scope scope_of(const Settings& settings) {
    const bool quick = settings.quick;
    return {.flavours = settings.flavours,
            .loads = settings.loads,
            .seeds = !settings.seeds.empty() ? settings.seeds
                     : quick                 ? std::vector<std::uint64_t>{1}
                                             : std::vector<std::uint64_t>{1, 2, 3},
            .divide = quick ? 2U : 1U,
            .loops = quick ? 2000U : 40000U,
            .section_loops = quick ? 1000U : 8000U,
            .section_loads =
                quick ? std::vector<std::string>{"idle", "mix"} : std::vector<std::string>{}};
}

/// In the order in which they answer soonest.
std::vector<JobKind> kinds_of(const Settings& settings) {
    std::vector<JobKind> kinds;
    for (const JobKind kind : all_kinds)
        if (settings.kinds.empty() || std::find(settings.kinds.begin(), settings.kinds.end(),
                                                to_string(kind)) != settings.kinds.end())
            kinds.push_back(kind);
    return kinds;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

int verdict(const std::vector<std::string>& problems) {
    for (const std::string& problem : problems)
        fmt::print("FAILED: {}\n", problem);
    return problems.empty() ? 0 : 1;
}

void print_core(const CoreCounts& core) {
    fmt::print("The co-kernel's core, counted on the host. Promised: enqueue and pick, timer arm "
               "and expire\n{}\n",
               core.table);
}

/// The hard-off lists of one flavour, a list a load.
std::vector<json> hard_lists(const Jobs& jobs, const std::vector<Outcome>& outcomes,
                             const std::string& flavour) {
    std::vector<json> lists;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (jobs[i].flavour == flavour && jobs[i].kind == JobKind::sections)
            lists.push_back(outcomes[i].sections.at("hard"));
    return lists;
}

Expected measure_subset(const Settings& settings) {
    Runner runner = make_runner(settings);
    Figures figures = all_figures(runner.run(subset_jobs(), Cache::use));
    return {describe_environment(runner.kernel(takt)), std::move(figures)};
}

} // namespace

int command_core(const Settings& settings) {
    if (settings.core_counts.empty())
        throw Error("--core-counts names no program to count the core's instructions");
    const CoreCounts core = count_core(settings.core_counts, settings.output, settings.quick);
    print_core(core);
    return verdict(core.problems);
}

int command_run(const Settings& settings) {
    Runner runner = make_runner(settings);
    const Jobs jobs = plan(scope_of(settings), kinds_of(settings));
    const auto outcomes = runner.run(jobs, Cache::use);
    Figures figures = all_figures(outcomes);
    CoreCounts core;
    if (!settings.core_counts.empty() && settings.kinds.empty())
        core = count_core(settings.core_counts, settings.output, settings.quick);
    figures.insert(figures.end(), core.figures.begin(), core.figures.end());
    write_file(settings.output / "results.json", json(figures).dump(1) + '\n');
    json sections = json::object();
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (jobs[i].kind == JobKind::sections)
            sections[jobs[i].flavour][jobs[i].load] = outcomes[i].sections;
    write_file(settings.output / "sections.json", sections.dump(1) + '\n');
    json environment = json::object();
    for (const std::string& flavour : settings.flavours)
        environment[flavour] = describe_environment(runner.kernel(flavour));
    write_file(settings.output / "environment.json", environment.dump(1) + '\n');

    fmt::print("{}\n", latency_table(figures));
    if (!settings.anchors.empty()) {
        const Anchors anchors = load_anchors(settings.anchors);
        fmt::print("{}\n{}\n", peers_table(figures, anchors), anchors_table(figures, anchors));
    }
    fmt::print("{}\n", primitives_table(figures));
    if (!core.table.empty())
        print_core(core);
    for (const std::string& flavour : settings.flavours)
        if (flavour != unpatched)
            fmt::print("{}\n", overhead_table(compare_operations(figures, unpatched, flavour),
                                              unpatched, flavour));
    fmt::print("{}\n", sections_table(figures));
    for (std::size_t i = 0; i < jobs.size(); ++i)
        for (const auto& [kind, places] : outcomes[i].sections.items())
            fmt::print("Longest sections, {}, {}, load {}\n{}\n", kind, jobs[i].flavour,
                       jobs[i].load, longest_sections(places, 3));
    const auto base = hard_lists(jobs, outcomes, unpatched);
    const auto other = hard_lists(jobs, outcomes, takt);
    if (!base.empty() && !other.empty())
        fmt::print("{}\n", hard_off_table(compare_hard_off(base, other)));
    fmt::print("No cache, TLB or bus cost is in any figure: one instruction counts one.\n"
               "{} figures are in {}\n",
               figures.size(), (settings.output / "results.json").string());
    std::vector<std::string> problems = core.problems;
    append(problems, broken_promises(figures, takt, preempt_rt));
    append(problems, exceeded(compare_operations(figures, unpatched, takt), limits));
    return verdict(problems);
}

int command_overhead(const Settings& settings) {
    const Expected measured = measure_subset(settings);
    const auto rows = compare_operations(measured.figures, unpatched, takt);
    fmt::print("{}", overhead_table(rows, unpatched, takt));
    return verdict(exceeded(rows, limits));
}

int command_hard_off(const Settings& settings) {
    Runner runner = make_runner(settings);
    Scope scope = subset({unpatched, takt});
    scope.loads = {"mix"};
    const Jobs jobs = plan(scope, {JobKind::sections});
    const auto outcomes = runner.run(jobs, Cache::use);
    const auto rows =
        compare_hard_off(hard_lists(jobs, outcomes, unpatched), hard_lists(jobs, outcomes, takt));
    fmt::print("{}", hard_off_table(rows));
    std::vector<std::string> problems;
    for (const FunctionSections& row : rows)
        if (row.added() && row.max > longest_added_section)
            problems.push_back(fmt::format("{}: {} instructions hard-off; the limit is {}",
                                           row.worst, row.max, longest_added_section));
    return verdict(problems);
}

int command_gate(const Settings& settings) {
    const GateReport report = compare_with_expected(load_expected(settings.expected),
                                                    measure_subset(settings), takt, unpatched);
    for (const std::string& note : report.notes)
        fmt::print("{}\n", note);
    fmt::print("{} values compared with {}\n", report.compared, settings.expected.string());
    if (report.compared == 0)
        return verdict({"no figure to compare; record some with: make bench-accept"});
    if (!report.problems.empty())
        fmt::print("If a worse figure is meant, record it with: make bench-accept, and give the "
                   "reason in the commit\n");
    return verdict(report.problems);
}

int command_accept(const Settings& settings) {
    save_expected(settings.expected, measure_subset(settings));
    fmt::print("recorded in {}; give the reason in the commit\n", settings.expected.string());
    return 0;
}

int command_determinism(const Settings& settings) {
    Runner runner = make_runner(settings);
    // Every kind of job on the kernel that has most of it, and Linux's own latency, under the load:
    // figures depend on the most there. An idle guest's clock jumps on the host's account, now and
    // then by a few ticks.
    Scope scope = subset({takt});
    Jobs jobs = plan(scope, {JobKind::ops, JobKind::primitives});
    scope.loads = {"hack"};
    const Jobs loaded = plan(scope, {JobKind::latency, JobKind::handler});
    scope.flavours = {unpatched};
    const Jobs wakeup = plan(scope, {JobKind::wakeup});
    jobs.insert(jobs.end(), loaded.begin(), loaded.end());
    jobs.insert(jobs.end(), wakeup.begin(), wakeup.end());
    // The gate may have measured the most of it already; the second time, all of it runs.
    const auto before = runner.run(jobs, Cache::use);
    const auto after = runner.run(jobs, Cache::ignore);
    std::vector<std::string> problems;
    std::size_t compared = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const Figures& first = before[i].figures;
        const Figures& second = after[i].figures;
        for (std::size_t j = 0; j < std::max(first.size(), second.size()); ++j) {
            const std::string title = jobs[i].title();
            if (j >= first.size() || j >= second.size()) {
                problems.push_back(title + ": a figure is there only once");
                continue;
            }
            ++compared;
            const Figure& a = first[j];
            const Figure& b = second[j];
            if (!(a == b))
                problems.push_back(fmt::format("{} {}: min/avg/p50/p99/max {}/{}/{}/{}/{}, then "
                                               "{}/{}/{}/{}/{}",
                                               title, a.name, a.min, a.avg, a.p50, a.p99, a.max,
                                               b.min, b.avg, b.p50, b.p99, b.max));
        }
    }
    fmt::print("{} figures measured twice, {} differ\n", compared, problems.size());
    return verdict(problems);
}

} // namespace takt::bench
