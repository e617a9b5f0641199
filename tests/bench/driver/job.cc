// SPDX-License-Identifier: MIT
// Owns the enumeration of jobs and their names.
#include "job.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace takt::bench {

namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The only kernel with a co-kernel.
const std::string takt = "takt";

bool applies(JobKind kind, const std::string& flavour, const std::string& load, bool first_seed) {
    switch (kind) {
    case JobKind::ops: // costs are taken without a load
        return load == "idle";
    case JobKind::primitives:
        return load == "idle" && flavour == takt;
    case JobKind::latency:
    case JobKind::handler:
        return flavour == takt;
    case JobKind::sections: // once: sections are many
        return first_seed;
    case JobKind::wakeup:
        return true;
    }
    return false;
}

} // namespace

const char* to_string(JobKind kind) {
    switch (kind) {
    case JobKind::ops:
        return "ops";
    case JobKind::primitives:
        return "primitives";
    case JobKind::wakeup:
        return "wakeup";
    case JobKind::latency:
        return "latency";
    case JobKind::handler:
        return "handler";
    case JobKind::sections:
        return "sections";
    }
    return "?";
}

std::string Job::title() const {
    return fmt::format("{}-{}-{}-{}", flavour, to_string(kind), load, seed);
}

bool Job::real_time() const {
    // cyclictest on this kernel runs in RT mode: in Linux mode it would be Linux's latency under a
    // wrong name.
    return kind == JobKind::primitives || kind == JobKind::latency || kind == JobKind::handler ||
           (kind == JobKind::wakeup && flavour == takt);
}

std::string Job::guest_words() const {
    switch (kind) {
    case JobKind::ops:
        return fmt::format("bench_job=ops bench_divide={}", divide);
    case JobKind::primitives:
        return "bench_job=primitives";
    case JobKind::wakeup:
    case JobKind::latency:
    case JobKind::handler:
    case JobKind::sections:
        break;
    }
    const char* name = kind == JobKind::wakeup && real_time() ? "wakeup_rt" : to_string(kind);
    return fmt::format("bench_job={} bench_load={} bench_loops={}", name, load, loops);
}

Jobs plan(const Scope& scope, const std::vector<JobKind>& kinds) {
    Jobs jobs;
    for (const JobKind kind : kinds)
        for (const std::uint64_t seed : scope.seeds)
            for (const std::string& load : scope.loads) {
                if (kind == JobKind::sections && !scope.section_loads.empty() &&
                    !has(scope.section_loads, load))
                    continue;
                const std::uint64_t loops =
                    kind == JobKind::sections ? scope.section_loops : scope.loops;
                for (const std::string& flavour : scope.flavours)
                    if (applies(kind, flavour, load, seed == scope.seeds.front()))
                        jobs.push_back({flavour, kind, load, seed, scope.divide, loops});
            }
    return jobs;
}

} // namespace takt::bench
