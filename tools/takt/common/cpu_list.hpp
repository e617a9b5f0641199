// SPDX-License-Identifier: MIT
// Owns CPU lists as people write them: 0,2-3.
#pragma once

#include <string>
#include <vector>

namespace takt::tool {

/// Throws std::invalid_argument that names what is wrong and the range of CPUs.
[[nodiscard]] std::vector<int> parse_cpu_list(const std::string& text, int cpus);
[[nodiscard]] int configured_cpus();

} // namespace takt::tool
