// SPDX-License-Identifier: MIT
// Owns the deterministic emulator command line, and one boot of the bench guest.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "job.hpp"
#include "kernel.hpp"

namespace takt::bench {

/// The files that a boot reads and writes.
struct BootFiles {
    std::filesystem::path initramfs;
    std::filesystem::path plugin; ///< the sections plugin
    std::filesystem::path console;
    std::filesystem::path report; ///< what the plugin writes
};

/// Every argument decides about repeatability; the README beside this folder says how.
[[nodiscard]] std::vector<std::string> emulator_command(const Job& job, const Kernel& kernel,
                                                        const BootFiles& files);

/// "QEMU emulator version ..."; part of what a figure depends on.
[[nodiscard]] std::string emulator_version();

/// Boots, waits for the end and returns the console's text; throws unless the guest's own verdict
/// is PASS, with the console's last lines in the message.
[[nodiscard]] std::string boot(const Job& job, const Kernel& kernel, const BootFiles& files);

/// Thrown by boot() on Ctrl-C.
struct Interrupted {};

} // namespace takt::bench
