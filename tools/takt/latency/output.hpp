// SPDX-License-Identifier: MIT
// Owns what `takt latency` prints: cyclictest's lines and histograms, percentiles, JSON.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "latency/measure.hpp"

namespace takt::tool {

/// One line a thread, as cyclictest has them.
[[nodiscard]] std::string status_lines(const Measurement& measurement,
                                       const LatencyOptions& options);
[[nodiscard]] std::string percentile_lines(const Measurement& measurement,
                                           const LatencyOptions& options);
/// What latencies consist of, on average and in the worst samples; empty if it is not known.
[[nodiscard]] std::string breakdown_lines(const Measurement& measurement,
                                          const LatencyOptions& options);
/// As cyclictest -h prints it.
[[nodiscard]] std::string histogram_text(const Measurement& measurement,
                                         const LatencyOptions& options);
/// Which threads were taken out of RT mode, and why; empty if none was.
[[nodiscard]] std::string bounce_lines(const Measurement& measurement);
[[nodiscard]] nlohmann::json to_json(const Measurement& measurement, const LatencyOptions& options);

} // namespace takt::tool
