// SPDX-License-Identifier: MIT
// Owns the figures of the co-kernel's core, which are counted on the host and not in a guest.
#pragma once

#include <filesystem>

#include "figure.hpp"

namespace takt::bench {

/// Runs @p program and keeps its report in @p output. Figures above their limits are figures, too:
/// its own tests judge them.
[[nodiscard]] Figures count_core(const std::filesystem::path& program,
                                 const std::filesystem::path& output, bool quick);

} // namespace takt::bench
