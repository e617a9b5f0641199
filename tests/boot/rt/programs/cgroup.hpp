// SPDX-License-Identifier: GPL-2.0-only
// Owns what tests need of control groups, version 2.
#pragma once

#include <string>

namespace rt {

/// Mount the hierarchy, once; the path of the group @p name, which is made if it is not there.
std::string group(const std::string& name);
/// The calling process becomes a member of @p name.
void enter_group(const std::string& name);

} // namespace rt
