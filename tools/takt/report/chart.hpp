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

/// Groups of bars on a logarithmic axis: a group a label, a bar a series. A value of 0 has no bar.
[[nodiscard]] std::string
bar_chart(const std::vector<std::string>& labels,
          const std::vector<std::pair<std::string, std::vector<double>>>& series,
          const std::string& unit);

} // namespace takt::tool
