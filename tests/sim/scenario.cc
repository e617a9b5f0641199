// SPDX-License-Identifier: GPL-2.0-only
// Owns the list of scenarios.
#include "scenario.hpp"

#include <algorithm>

#include "scenarios/groups.hpp"

namespace takt::sim {

const std::vector<Scenario>& all_scenarios() {
    static const std::vector<Scenario> scenarios = [] {
        std::vector<Scenario> all;
        for (const auto& group : {mutex_scenarios(), mutex_word_scenarios(), object_scenarios(),
                                  time_scenarios(), handover_scenarios()}) {
            all.insert(all.end(), group.begin(), group.end());
        }
        return all;
    }();
    return scenarios;
}

const Scenario* find_scenario(const std::string& name) {
    const auto& all = all_scenarios();
    const auto found = std::ranges::find(all, name, &Scenario::name);
    return found == all.end() ? nullptr : &*found;
}

} // namespace takt::sim
