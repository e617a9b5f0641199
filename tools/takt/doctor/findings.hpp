// SPDX-License-Identifier: MIT
// Owns the checks of `takt doctor`, on files below a root that tests choose.
#pragma once

#include <string>
#include <vector>

namespace takt::tool {

enum class Grade { good, advice, problem };

struct Finding {
    Grade grade;
    std::string what;
    std::string remedy; ///< empty if it is good
};

/// @p root is "" for the system itself; limits and permissions are always those of the caller.
[[nodiscard]] std::vector<Finding> examine(const std::string& root);

} // namespace takt::tool
