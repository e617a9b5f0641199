// SPDX-License-Identifier: GPL-2.0-only
// Owns the names of the groups of scenarios, a file each.
#pragma once

#include <vector>

#include "scenario.hpp"

namespace takt::sim {

[[nodiscard]] std::vector<Scenario> mutex_scenarios();
[[nodiscard]] std::vector<Scenario> mutex_word_scenarios();
[[nodiscard]] std::vector<Scenario> object_scenarios();
[[nodiscard]] std::vector<Scenario> time_scenarios();
[[nodiscard]] std::vector<Scenario> handover_scenarios();

} // namespace takt::sim
