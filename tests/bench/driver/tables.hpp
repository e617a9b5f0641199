// SPDX-License-Identifier: MIT
// Owns the printed tables of the bench.
#pragma once

#include <string>
#include <vector>

#include "figure.hpp"
#include "overhead.hpp"
#include "parse.hpp"

namespace takt::bench {

/// Wake-up latency of every name and load on every kernel, with the ratio to PREEMPT_RT.
[[nodiscard]] std::string latency_table(const Figures& figures);

/// Operation costs of two kernels: medians, difference, ratio; geometric mean below.
[[nodiscard]] std::string overhead_table(const std::vector<Overhead>& rows, const std::string& base,
                                         const std::string& other);

/// What the co-kernel's primitives cost. (Those of its core come as a table with limits.)
[[nodiscard]] std::string primitives_table(const Figures& figures);

/// Lengths of sections by kernel and load.
[[nodiscard]] std::string sections_table(const Figures& figures);

/// The @p count longest sections of one boot's list ("hard" or "stalled").
[[nodiscard]] std::string longest_sections(const nlohmann::json& places, std::size_t count);

} // namespace takt::bench
