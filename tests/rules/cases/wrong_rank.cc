// SPDX-License-Identifier: GPL-2.0-only
// A guard of one rank does not take a lock of another.
// EXPECT: no matching function
#include "lock/hard_lock.hpp"

void take(takt::CpuLock& lock, takt::HeldRanks& held) {
#ifdef FORBIDDEN
    takt::LockGuard<takt::Rank::donation> guard{lock, held};
#else
    takt::LockGuard<takt::Rank::cpu> guard{lock, held};
#endif
}
