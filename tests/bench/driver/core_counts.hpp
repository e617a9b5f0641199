// SPDX-License-Identifier: MIT
// Owns the figures of the co-kernel's core, which are counted on the host and not in a guest.
#pragma once

#include <filesystem>

#include "figure.hpp"

namespace takt::bench {

struct CoreCounts {
    Figures figures;
    std::string table;                 ///< as the program prints it: only it knows the limits
    std::vector<std::string> problems; ///< the lines of figures that are above their limits
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CoreCounts, figures, table, problems)

/// Runs @p program. The counts are kept in @p output under the program's hash, like a guest's
/// results.
[[nodiscard]] CoreCounts count_core(const std::filesystem::path& program,
                                    const std::filesystem::path& output, bool quick);

} // namespace takt::bench
