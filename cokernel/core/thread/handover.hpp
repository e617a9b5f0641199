// SPDX-License-Identifier: GPL-2.0-only
// Owns the hand-over of a user context between Linux and the core: harden, hand back, kick,
// reclaim.
#pragma once

#include "kernel.hpp"

namespace takt {

/// P1 step 3: @p thread, INBAND and bound to this CPU, becomes the running thread of this CPU.
/// Returns false, with nothing changed, if a signal came first.
[[nodiscard]] bool harden(Pass& pass, Thread& thread) TAKT_REQUIRES(hard_off);

/// P2 steps 1 to 3: Linux gets the context of @p thread, which is READY, RUNNING or BLOCKED (then
/// it is in no wait queue any more).
void hand_back(Pass& pass, Cpu& cpu, Thread& thread, takt_handback how, takt_reason reason,
               uint64_t detail) TAKT_REQUIRES(hard_off, cpu.lock);

/// Hand back the thread that runs on this CPU.
void bounce(Pass& pass, takt_handback how, takt_reason reason, uint64_t detail)
    TAKT_REQUIRES(hard_off);

/// P5: @p thread must come to Linux. RUNNING threads go at their next dispatch, all others now.
void kick(Pass& pass, Thread& thread, takt_reason reason) TAKT_REQUIRES(hard_off);

/// P1 step 5: FROZEN -> INBAND. Returns false if the thread is not FROZEN.
[[nodiscard]] bool reclaim(Pass& pass, Thread& thread) TAKT_REQUIRES(hard_off);

} // namespace takt
