// SPDX-License-Identifier: MIT
// Owns the commands of the bench driver; each returns the program's exit status.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "runner.hpp"

namespace takt::bench {

/// What the command line says, common to all commands.
struct Settings {
    KernelPlaces places;
    std::filesystem::path programs;
    std::filesystem::path output;
    std::filesystem::path expected;
    std::filesystem::path anchors;
    std::filesystem::path core_counts; ///< the program; empty: the core is not counted
    unsigned parallel = 1;
    bool quick = false;
    std::vector<std::string> flavours;
    std::vector<std::string> loads;
    std::vector<std::string> kinds; ///< names of JobKind; empty: all
    std::vector<std::uint64_t> seeds;
};

/// The co-kernel's core alone, which needs no kernel; prints its table with the limits.
int command_core(const Settings& settings);

/// All measurements; prints the tables and writes results.json.
int command_run(const Settings& settings);

/// Operation costs of the kernel with the pipeline against the unpatched one, with limits.
int command_overhead(const Settings& settings);

/// The hard-off sections that the patch adds, with their limit.
int command_hard_off(const Settings& settings);

/// The deterministic subset against expected.json; command_accept() records it.
int command_gate(const Settings& settings);
int command_accept(const Settings& settings);

/// The subset twice, without the results kept from earlier runs; the two must be identical.
int command_determinism(const Settings& settings);

} // namespace takt::bench
