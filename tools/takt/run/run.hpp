// SPDX-License-Identifier: MIT
// Owns the subcommand `takt run`.
#pragma once

#include <CLI/CLI.hpp>

namespace takt::tool {

/// Adds the subcommand; when it has run, @p status is the exit status.
void add_run(CLI::App& app, int& status);

} // namespace takt::tool
