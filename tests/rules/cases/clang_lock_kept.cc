// SPDX-License-Identifier: GPL-2.0-only
// A lock that is taken is released.
// EXPECT: still held at the end of function
// FLAGS: -Wthread-safety
#include "lock/hard_lock.hpp"

using namespace takt;

void take(CpuLock& lock, HeldRanks& held) TAKT_REQUIRES(hard_off) {
    lock.lock(held);
#ifndef FORBIDDEN
    lock.unlock(held);
#endif
}
