// SPDX-License-Identifier: MIT
// Owns reading /proc/takt, whose format is described in the co-kernel's proc.c.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace takt::tool {

struct RtThread {
    uint32_t handle = 0;
    int tid = 0, pid = 0, cpu = 0, priority = 0;
    std::string stage, policy, name;
    uint64_t runtime_ns = 0, hardens = 0, detail = 0;
    uint32_t last_reason = 0, refusal = 0;
    std::vector<uint64_t> left; ///< by enum takt_reason
};

struct ProcTakt {
    std::string abi, clock;
    uint64_t watchdog_ms = 0;
    std::vector<std::pair<int, bool>> cpus; ///< number, served by the co-kernel
    std::vector<RtThread> threads;
};

/// Throws std::runtime_error that names the line that it cannot read.
[[nodiscard]] ProcTakt parse_proc_takt(const std::string& text);

} // namespace takt::tool
