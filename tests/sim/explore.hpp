// SPDX-License-Identifier: GPL-2.0-only
// Owns exhaustive exploration: every schedule of a scenario with at most so many preemptions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario.hpp"

namespace takt::sim {

struct ExploreOptions {
    uint32_t bound = 2;               // preemptions
    uint64_t max_states = 20'000'000; // beyond it the space counts as not finished
    std::chrono::seconds max_time{600};
};

struct ExploreResult {
    uint64_t schedules = 0; // ways through the scenario, to its end or to a state seen before
    uint64_t states = 0;    // different states at which schedules part or may meet again
    uint64_t steps = 0;     // seam calls and user steps executed
    bool finished = false;  // nothing was left out
    std::string violation;
    std::vector<uint16_t> decisions; // that lead to the violation
};

[[nodiscard]] ExploreResult explore(const Scenario& scenario, const ExploreOptions& options);

/// Run once with these decisions (indices into the enabled choices; the default when they run out),
/// and say step by step what happens.
[[nodiscard]] std::vector<std::string>
trace_of(const Scenario& scenario, const std::vector<uint16_t>& decisions, uint32_t bound);

} // namespace takt::sim
