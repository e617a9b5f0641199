// SPDX-License-Identifier: MIT
// Owns the subcommand `takt doctor`.
#pragma once

#include <CLI/CLI.hpp>

namespace takt::tool {

/// Adds the subcommand; when it has run, @p status is the exit status.
void add_doctor(CLI::App& app, int& status);

} // namespace takt::tool
