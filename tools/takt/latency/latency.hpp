// SPDX-License-Identifier: MIT
// Owns the subcommand `takt latency`.
#pragma once

#include <CLI/CLI.hpp>

namespace takt::tool {

/// Adds the subcommand; when it has run, @p status is the exit status.
void add_latency(CLI::App& app, int& status);

} // namespace takt::tool
