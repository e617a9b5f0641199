// SPDX-License-Identifier: MIT
// Owns the regression gate: figures kept in the tree, and their comparison with new ones.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "environment.hpp"
#include "figure.hpp"

namespace takt::bench {

/// Contents of expected.json.
struct Expected {
    Environment environment;
    Figures figures;
};

[[nodiscard]] Expected load_expected(const std::filesystem::path& path);
void save_expected(const std::filesystem::path& path, const Expected& expected);

struct GateReport {
    std::vector<std::string> problems; ///< figures that are worse or gone
    std::vector<std::string> notes;    ///< figures that are better or new; other environments
    std::size_t compared = 0;
};

/// Compares the figures of kernel @p subject; worse by more than 2 % is a problem, and so is a
/// latency above the limit that is promised for it. In another
/// environment than the recorded one every expectation is first scaled by what the same figure of
/// kernel @p reference does there, so that a new compiler does not pass for a regression.
[[nodiscard]] GateReport compare_with_expected(const Expected& expected, const Expected& found,
                                               const std::string& subject,
                                               const std::string& reference);

} // namespace takt::bench
