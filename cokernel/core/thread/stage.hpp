// SPDX-License-Identifier: GPL-2.0-only
// Owns the stages of a thread and the steps between them: who owns its user context, and when.
#pragma once

#include <cstdint>

#include "seam/core.h"

namespace takt {

enum class Stage : uint8_t {
    inband = TAKT_STAGE_INBAND,    // Linux owns the user context
    ready = TAKT_STAGE_READY,      // in the run queue of its CPU
    running = TAKT_STAGE_RUNNING,  // likewise, and on its CPU
    blocked = TAKT_STAGE_BLOCKED,  // waits for an object or for a time
    frozen = TAKT_STAGE_FROZEN,    // given back, the Linux half has not taken it yet
};
inline constexpr uint32_t stage_count = 5;

/// The whole protocol: INBAND -> {RUNNING, READY, BLOCKED} -> FROZEN -> INBAND.
[[nodiscard]] constexpr bool is_legal(Stage from, Stage to) {
    constexpr auto bit = [](Stage stage) { return 1U << static_cast<uint32_t>(stage); };
    constexpr uint32_t next[stage_count] = {
        bit(Stage::running),                                       // inband: harden
        bit(Stage::running) | bit(Stage::frozen),                  // ready: dispatch; kick
        bit(Stage::ready) | bit(Stage::blocked) | bit(Stage::frozen) |
            bit(Stage::inband),                                    // running: inband = harden undone
        bit(Stage::ready) | bit(Stage::frozen),                    // blocked: wake; kick
        bit(Stage::inband),                                        // frozen: reclaim
    };
    return (next[static_cast<uint32_t>(from)] & bit(to)) != 0;
}

/// Is its scheduling context in the run queue of its CPU?
[[nodiscard]] constexpr bool is_runnable(Stage stage) {
    return stage == Stage::ready || stage == Stage::running;
}

}  // namespace takt
