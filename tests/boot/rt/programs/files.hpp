// SPDX-License-Identifier: GPL-2.0-only
// Owns the reading and writing of the kernel's small files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rt {

/// The numbers in a line of a file: the first one, or the one that begins with @p key.
std::vector<uint64_t> numbers_in(const std::string& path, const char* key = nullptr);
void write_file(const std::string& path, const std::string& text);

} // namespace rt
