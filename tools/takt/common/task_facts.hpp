// SPDX-License-Identifier: MIT
// Owns reading single facts of the system from files, below a root that tests choose.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace takt::tool {

/// First line of a file; nothing if it cannot be read.
[[nodiscard]] std::optional<std::string> read_line(const std::string& path);
[[nodiscard]] std::string read_all(const std::string& path);

/// Kernel and machine, for results.
[[nodiscard]] nlohmann::json machine_facts();

} // namespace takt::tool
