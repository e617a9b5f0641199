// SPDX-License-Identifier: GPL-2.0-only
// Owns the trivial platform of the unit tests: one host thread, CPUs by number, a clock set by
// hand.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "seam/core.h"

/// The platform's side of a thread: what the core did to it.
struct takt_context {
    int64_t result = 0;
    bool result_set = false;
    int restarts = 0;
    int unloads = 0;
    int linux_wakes = 0;
    std::vector<takt_handback> handbacks;
    bool signalled = false;
};

namespace takt::test {

struct FakeCpu {
    uint64_t shot_ns = UINT64_MAX;
    bool ipi = false;
    takt_context* loaded = nullptr;
};

struct TraceRecord {
    uint32_t point;
    uint64_t a, b, c;
};

/// All state of the platform; reset() for each test.
struct Platform {
    uint64_t now_ns = 1'000'000;
    int64_t real_offset_ns = 0;
    uint32_t cpu = 0;
    bool interrupts_off = false;
    std::array<FakeCpu, 8> cpus;
    std::map<uint64_t, std::vector<uint8_t>> user; // mapped user memory by start address
    uint32_t locks_held = 0;
    std::vector<TraceRecord> trace;

    void reset() { *this = Platform{}; }
    /// Map @p bytes of user memory at @p address.
    void map(uint64_t address, size_t bytes) { user[address].resize(bytes); }
    [[nodiscard]] uint8_t* find(uint64_t address, size_t bytes);
};

Platform& platform();

} // namespace takt::test
