// SPDX-License-Identifier: GPL-2.0-only
// Owns what tests need of control groups, version 2.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rt {

/// The numbers in a line of a file: the first one, or the one that begins with @p key.
std::vector<uint64_t> numbers_in(const std::string& path, const char* key = nullptr);
void write_file(const std::string& path, const std::string& text);

/// Mount the hierarchy, once; the path of the group @p name, which is made if it is not there.
std::string group(const std::string& name);
/// The calling process becomes a member of @p name.
void enter_group(const std::string& name);

} // namespace rt
