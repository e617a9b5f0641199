// SPDX-License-Identifier: GPL-2.0-only
// A hard lock is taken only with interrupts really off.
// EXPECT: calling function 'lock' requires holding stage 'hard_off'
// FLAGS: -Wthread-safety
#include "lock/hard_lock.hpp"

using namespace takt;

#ifdef FORBIDDEN
void take(CpuLock& lock, HeldRanks& held) {
#else
void take(CpuLock& lock, HeldRanks& held) TAKT_REQUIRES(hard_off) {
#endif
    lock.lock(held);
    lock.unlock(held);
}
