// SPDX-License-Identifier: GPL-2.0-only
// Owns randomized schedules: priorities with a few changes (PCT), replayable by seed, shrunk on
// failure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario.hpp"

namespace takt::sim {

/// What was decided at one point: which choice, and how much time passed.
struct Decision {
    uint8_t choice = 0;
    uint8_t drift_ns = 0;
    friend bool operator==(Decision, Decision) = default;
};

struct RandomResult {
    uint64_t steps = 0;
    std::string violation;
    std::vector<Decision> decisions;

    /// Where it leaves the default schedule: what a reader has to follow.
    [[nodiscard]] size_t deviations() const {
        return decisions.size() -
               static_cast<size_t>(std::count(decisions.begin(), decisions.end(), Decision{}));
    }
};

[[nodiscard]] RandomResult run_random(const Scenario& scenario, uint64_t seed);

/// Take decisions away as long as the same violation remains.
[[nodiscard]] RandomResult shrink(const Scenario& scenario, const RandomResult& failure);

/// Run with given decisions, the default when they run out; fills @p trace if it is not nullptr.
[[nodiscard]] RandomResult replay(const Scenario& scenario, const std::vector<Decision>& decisions,
                                  std::vector<std::string>* trace);

} // namespace takt::sim
