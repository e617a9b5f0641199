// SPDX-License-Identifier: MIT
// Owns the record of what figures depend on beside this tree: compiler, kernel source, emulator,
// packages.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel.hpp"

namespace takt::bench {

using Environment = std::map<std::string, std::string>;

[[nodiscard]] Environment describe_environment(const Kernel& kernel);

/// One line for each entry in which two environments differ.
[[nodiscard]] std::vector<std::string> differences(const Environment& expected,
                                                   const Environment& found);

} // namespace takt::bench
