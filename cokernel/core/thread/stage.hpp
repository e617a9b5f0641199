// SPDX-License-Identifier: GPL-2.0-only
// Owns the stages of a thread and the steps between them: who owns its user context, and when.
#pragma once

#include <cstdint>

#include "seam/core.h"

namespace takt {

enum class Stage : uint8_t {
    inband = TAKT_STAGE_INBAND,   // Linux owns the user context
    ready = TAKT_STAGE_READY,     // in the run queue of its CPU
    running = TAKT_STAGE_RUNNING, // likewise, and on its CPU
    blocked = TAKT_STAGE_BLOCKED, // waits for an object or for a time
    frozen = TAKT_STAGE_FROZEN,   // given back, the Linux half has not taken it yet
};
inline constexpr uint32_t stage_count = 5;

/// The steps of the protocol, a bit each: INBAND -> {RUNNING, READY, BLOCKED} -> FROZEN -> INBAND.
inline constexpr uint32_t legal_steps = [] {
    uint32_t steps = 0;
    const auto allow = [&steps](Stage from, Stage to) {
        steps |= 1U << (static_cast<uint32_t>(from) * stage_count + static_cast<uint32_t>(to));
    };
    allow(Stage::inband, Stage::running); // harden
    allow(Stage::running, Stage::inband); // ... undone, because a signal came first
    allow(Stage::ready, Stage::running);  // dispatch
    allow(Stage::running, Stage::ready);  // preempt
    allow(Stage::running, Stage::blocked);
    allow(Stage::blocked, Stage::ready);   // wake, time-out
    allow(Stage::blocked, Stage::running); // ... and dispatched in the same pass
    allow(Stage::running, Stage::frozen);  // bounce
    allow(Stage::ready, Stage::frozen);    // kick, WEAK, watchdog
    allow(Stage::blocked, Stage::frozen);  // kick
    allow(Stage::frozen, Stage::inband);   // reclaim
    return steps;
}();

[[nodiscard]] constexpr bool is_legal(Stage from, Stage to) {
    const uint32_t step = static_cast<uint32_t>(from) * stage_count + static_cast<uint32_t>(to);
    return (legal_steps >> step & 1) != 0;
}

/// Is its scheduling context in the run queue of its CPU?
[[nodiscard]] constexpr bool is_runnable(Stage stage) {
    return stage == Stage::ready || stage == Stage::running;
}

} // namespace takt
