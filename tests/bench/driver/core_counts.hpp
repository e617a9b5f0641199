// SPDX-License-Identifier: MIT
// Owns the figures of the co-kernel's core, which are counted on the host and not in a guest.
#pragma once

#include <filesystem>

#include "figure.hpp"

namespace takt::bench {

struct CoreCounts {
    Figures figures;
    std::vector<std::string> problems; ///< the lines of figures that are above their limits
};

/// Runs @p program and keeps its report in @p output.
[[nodiscard]] CoreCounts count_core(const std::filesystem::path& program,
                                    const std::filesystem::path& output, bool quick);

} // namespace takt::bench
