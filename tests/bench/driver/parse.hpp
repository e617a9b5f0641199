// SPDX-License-Identifier: MIT
// Owns the reading of figures from what a boot left: the console's text and the plugin's report.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "figure.hpp"
#include "job.hpp"
#include "symbols.hpp"

namespace takt::bench {

/// What one boot showed.
struct Outcome {
    Figures figures;
    nlohmann::json sections; ///< {hard: [...], stalled: [...]} with functions, for sections jobs
};

[[nodiscard]] Outcome parse_ops(const Job& job, const std::string& console);
[[nodiscard]] Outcome parse_wakeup(const Job& job, const std::string& console);
/// The histogram that `takt latency` writes.
[[nodiscard]] Outcome parse_latency(const Job& job, const std::string& console);
[[nodiscard]] Outcome parse_sections(const Job& job, const nlohmann::json& report,
                                     const Symbols& symbols);

} // namespace takt::bench
