// SPDX-License-Identifier: MIT
// Owns what Takt promises of its latency: limits of its own, and a distance to PREEMPT_RT.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "figure.hpp"

namespace takt::bench {

/// The most that a latency of this name may be, in instructions from the deadline to the handler or
/// to the first instruction of the thread; nothing if it is no latency of Takt's.
[[nodiscard]] std::optional<double> latency_limit(const std::string& name);

/// What to print if @p figure is above its limit.
[[nodiscard]] std::optional<std::string> above_limit(const Figure& figure);

/// Every latency of kernel @p subject that is above its limit; every load under which the latencies
/// to a thread are more than 250 instructions apart; and whether the longest one to a thread is
/// more than an eighth of that of kernel @p yardstick, if both were measured.
[[nodiscard]] std::vector<std::string>
broken_promises(const Figures& figures, const std::string& subject, const std::string& yardstick);

} // namespace takt::bench
