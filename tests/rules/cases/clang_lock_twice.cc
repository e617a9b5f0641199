// SPDX-License-Identifier: GPL-2.0-only
// A lock is not taken twice.
// EXPECT: already held
// FLAGS: -Wthread-safety
#include "lock/hard_lock.hpp"

using namespace takt;

void take(CpuLock& lock, HeldRanks& held) TAKT_REQUIRES(hard_off) {
    lock.lock(held);
#ifdef FORBIDDEN
    lock.lock(held);
#endif
    lock.unlock(held);
}
