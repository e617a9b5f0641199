// SPDX-License-Identifier: MIT
// Owns the list of hard-off sections that the pipeline's kernel has and the unpatched one has not.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace takt::bench {

/// All sections that begin in one function and end in another, over all loads.
struct FunctionSections {
    std::string first;
    std::string last;
    std::uint64_t count = 0;
    std::uint64_t max = 0;
    std::string worst;          ///< where exactly the longest one began and ended
    std::uint64_t base_max = 0; ///< on the unpatched kernel; 0 if it has no such section

    /// Whether the patch brought this section, or made it longer.
    [[nodiscard]] bool added() const { return max > base_max; }
};

/// Joins the hard-off lists of both kernels (one list a load each), the longest first.
[[nodiscard]] std::vector<FunctionSections>
compare_hard_off(const std::vector<nlohmann::json>& base, const std::vector<nlohmann::json>& other);

[[nodiscard]] std::string hard_off_table(const std::vector<FunctionSections>& rows);

} // namespace takt::bench
