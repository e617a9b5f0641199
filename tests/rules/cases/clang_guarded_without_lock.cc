// SPDX-License-Identifier: GPL-2.0-only
// What a lock guards is not touched without it.
// EXPECT: requires holding hard_lock
// FLAGS: -Wthread-safety
#include "kernel.hpp"

using namespace takt;

void raise(Cpu& cpu, [[maybe_unused]] HeldRanks& held) TAKT_REQUIRES(hard_off) {
#ifndef FORBIDDEN
    LockGuard<Rank::cpu> guard{cpu.lock, held};
#endif
    cpu.up = true;
}
