// SPDX-License-Identifier: MIT
// Owns the enumeration of jobs and their names.
#include "job.hpp"

#include <fmt/core.h>

namespace takt::bench {

const char* to_string(JobKind kind) {
    switch (kind) {
    case JobKind::ops:
        return "ops";
    case JobKind::wakeup:
        return "wakeup";
    case JobKind::sections:
        return "sections";
    }
    return "?";
}

std::string Job::title() const {
    return fmt::format("{}-{}-{}-{}", flavour, to_string(kind), load, seed);
}

std::string Job::guest_words() const {
    switch (kind) {
    case JobKind::ops:
        return fmt::format("bench_job=ops bench_divide={}", divide);
    case JobKind::wakeup:
    case JobKind::sections:
        break;
    }
    return fmt::format("bench_job={} bench_load={} bench_loops={}", to_string(kind), load, loops);
}

Jobs plan(const Scope& scope, const std::vector<JobKind>& kinds) {
    Jobs jobs;
    for (const JobKind kind : kinds)
        for (const std::uint64_t seed : scope.seeds)
            for (const std::string& load : scope.loads) {
                // Operation costs are taken without a load, and the lengths of sections once.
                if (kind == JobKind::ops && load != "idle")
                    continue;
                if (kind == JobKind::sections && seed != scope.seeds.front())
                    continue;
                const std::uint64_t loops =
                    kind == JobKind::sections ? scope.section_loops : scope.loops;
                for (const std::string& flavour : scope.flavours) {
                    // On takt this figure means cyclictest in RT mode, under `takt run`; plain
                    // cyclictest there would be Linux's latency under a wrong name.
                    if (kind == JobKind::wakeup && flavour == "takt")
                        continue;
                    jobs.push_back({flavour, kind, load, seed, scope.divide, loops});
                }
            }
    return jobs;
}

} // namespace takt::bench
