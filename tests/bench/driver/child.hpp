// SPDX-License-Identifier: MIT
// Owns the running of a child program with a time limit, and the bench's reaction to Ctrl-C.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace takt::bench {

enum class ChildEnd { exited, failed, timed_out, interrupted };

/// Runs a program, its output going to @p log; ends it when the time is up or on Ctrl-C.
[[nodiscard]] ChildEnd run_child(const std::vector<std::string>& command,
                                 const std::filesystem::path& log, std::chrono::seconds limit);

/// From then on Ctrl-C and SIGTERM end the children and let what is finished be kept.
void catch_interrupts();
[[nodiscard]] bool interrupted();

} // namespace takt::bench
