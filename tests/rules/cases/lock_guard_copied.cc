// SPDX-License-Identifier: GPL-2.0-only
// A lock guard is not copied.
// EXPECT: use of deleted function
#include "lock/hard_lock.hpp"

void twice(takt::CpuLock& lock, takt::HeldRanks& held) {
    takt::LockGuard guard{lock, held};
#ifdef FORBIDDEN
    takt::LockGuard other = guard;
#endif
}
