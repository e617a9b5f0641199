// SPDX-License-Identifier: MIT
// Owns the drawing of charts as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "report/results.hpp"

namespace takt::tool {

/// Text that is safe inside of HTML.
[[nodiscard]] std::string escape(const std::string& text);

/// Latency (log) against number of samples (log), one curve a series.
[[nodiscard]] std::string
histogram_chart(const std::vector<std::pair<std::string, const Series*>>& series);
/// Maxima over time.
[[nodiscard]] std::string course_chart(const Run& run);
/// One panel a column of the CSV, except that columns with the same unit share one.
[[nodiscard]] std::string plot_chart(const Plot& plot);

} // namespace takt::tool
