// SPDX-License-Identifier: MIT
// Owns the running of a child program with a time limit, and the bench's reaction to Ctrl-C.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace takt::bench {

enum class ChildEnd { exited, failed, timed_out, interrupted };

/// Runs a program, its output going to @p log; ends it on Ctrl-C, or when it has used @p limit of
/// processor time. Real time is limited far more loosely: it only finds a program that waits for
/// ever, and a busy host is no reason to give up.
[[nodiscard]] ChildEnd run_child(const std::vector<std::string>& command,
                                 const std::filesystem::path& log, std::chrono::seconds limit);

/// From then on Ctrl-C and SIGTERM end the children and let what is finished be kept.
void catch_interrupts();
[[nodiscard]] bool interrupted();

} // namespace takt::bench
