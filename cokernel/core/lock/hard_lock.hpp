// SPDX-License-Identifier: GPL-2.0-only
// Owns the ranked hard lock and its guard.
#pragma once

#include "base/annotations.hpp"
#include "lock/rank.hpp"
#include "lock/stage.hpp"
#include "seam/lock_fast.h"

namespace takt {

/// A fair spin lock, taken with interrupts really off. Zeroed memory is unlocked.
template<Rank rank>
class TAKT_CAPABILITY("hard_lock") HardLock {
public:
    void lock(HeldRanks& held) TAKT_ACQUIRE() TAKT_REQUIRES(hard_off) {
        held.enter(rank);
        takt_hard_lock_enter(&word_);
    }
    void unlock(HeldRanks& held) TAKT_RELEASE() TAKT_REQUIRES(hard_off) {
        takt_hard_lock_leave(&word_);
        held.leave(rank);
    }

private:
    takt_hard_lock word_ = {};
};

using RegistryLock = HardLock<Rank::registry>;
using DonationLock = HardLock<Rank::donation>;
using ObjectLock = HardLock<Rank::object>;
using CpuLock = HardLock<Rank::cpu>;

template<Rank rank>
class TAKT_SCOPED_CAPABILITY LockGuard {
public:
    /// Needs "hard off", too: @p held comes from a Pass, and making one requires it. (clang 14
    /// would release a capability required here together with the lock.)
    LockGuard(HardLock<rank>& lock, HeldRanks& held) TAKT_ACQUIRE(lock) TAKT_NO_ANALYSIS
        : lock_{lock},
          held_{held} {
        lock_.lock(held_);
    }
    ~LockGuard() TAKT_RELEASE() TAKT_NO_ANALYSIS { lock_.unlock(held_); }
    LockGuard(const LockGuard&) = delete;
    LockGuard& operator=(const LockGuard&) = delete;

private:
    HardLock<rank>& lock_;
    HeldRanks& held_;
};

template<Rank rank>
LockGuard(HardLock<rank>&, HeldRanks&) -> LockGuard<rank>;

} // namespace takt
