// SPDX-License-Identifier: MIT
// Owns what options that name files accept: checked before hours are spent on results that cannot
// be written.
#pragma once

#include <CLI/CLI.hpp>

namespace takt::tool {

/// A file that can be written: it, or its folder, is there and writable.
[[nodiscard]] CLI::Validator writable_file();

/// FILE or TITLE=FILE, where the file can be read.
[[nodiscard]] CLI::Validator readable_titled_file();

/// A file that can be read; @p remedy ends the message if it cannot.
[[nodiscard]] CLI::Validator readable_file(const std::string& remedy = "");

/// A folder.
[[nodiscard]] CLI::Validator folder();

/// "title=file" in its parts; a file alone is titled by its name.
[[nodiscard]] std::pair<std::string, std::string> split_title(const std::string& text);

} // namespace takt::tool
