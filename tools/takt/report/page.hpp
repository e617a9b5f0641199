// SPDX-License-Identifier: MIT
// Owns the page: one HTML file that asks for nothing outside of itself.
#pragma once

#include <string>
#include <vector>

#include "report/bench.hpp"
#include "report/results.hpp"

namespace takt::tool {

[[nodiscard]] std::string page(const std::vector<Run>& runs, const std::vector<Plot>& plots,
                               const std::string& note, const std::vector<BenchFigure>& bench = {});

} // namespace takt::tool
