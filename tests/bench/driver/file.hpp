// SPDX-License-Identifier: MIT
// Owns the reading, atomic writing and hashing of whole files, and the output of short commands.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace takt::bench {

namespace fs = std::filesystem;

[[nodiscard]] std::string read_file(const fs::path& path);

/// Writes beside the target and renames: an interrupted bench leaves the old file or the new one.
void write_file(const fs::path& path, std::string_view text);

/// SHA-256 in hexadecimal.
[[nodiscard]] std::string hash_text(std::string_view text);
[[nodiscard]] std::string hash_file(const fs::path& path);

/// What a shell command prints; throws if it fails.
[[nodiscard]] std::string output_of(const std::string& command);

} // namespace takt::bench
