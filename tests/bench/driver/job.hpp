// SPDX-License-Identifier: MIT
// Owns the description of one boot of the bench guest: what it measures, on what, under what load.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace takt::bench {

/// What a guest does: Linux operation costs; costs of the co-kernel's primitives; cyclictest; `takt
/// latency`, of threads and of the co-kernel's timer handler; lengths of interrupts-off sections.
enum class JobKind { ops, primitives, wakeup, latency, handler, sections };

inline constexpr std::array all_kinds{JobKind::primitives, JobKind::ops,    JobKind::latency,
                                      JobKind::handler,    JobKind::wakeup, JobKind::sections};

[[nodiscard]] const char* to_string(JobKind kind);

inline constexpr std::array all_loads{"idle", "hack", "fork", "mem", "fs", "net", "timer", "mix"};

struct Job {
    std::string flavour;
    JobKind kind;
    std::string load;
    std::uint64_t seed;
    std::uint64_t divide; ///< ops: take this many times fewer samples
    std::uint64_t loops;  ///< wakeup, latency, handler, sections: how many intervals of 251 us

    /// Names files and progress lines, such as "takt-wakeup-hack-1".
    [[nodiscard]] std::string title() const;

    /// Whether the job needs the co-kernel to be used, not only to be there.
    [[nodiscard]] bool real_time() const;

    /// The words for the guest's init on the kernel command line.
    [[nodiscard]] std::string guest_words() const;
};

using Jobs = std::vector<Job>;

/// How much to measure.
struct Scope {
    std::vector<std::string> flavours;
    std::vector<std::string> loads;
    std::vector<std::uint64_t> seeds;
    std::uint64_t divide;
    std::uint64_t loops;
    std::uint64_t section_loops;
    /// The loads, of those above, under which sections are measured, which is slow; none: all.
    std::vector<std::string> section_loads = {};
};

/// All jobs of a scope and these kinds, the ones that answer soonest first.
[[nodiscard]] Jobs plan(const Scope& scope, const std::vector<JobKind>& kinds);

} // namespace takt::bench
