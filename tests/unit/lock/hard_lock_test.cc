// SPDX-License-Identifier: GPL-2.0-only
// Tests the ranked lock and its guard: who holds it, and that both misuses stop the machine.
#include "lock/hard_lock.hpp"

#include <cstring>

#include <gtest/gtest.h>

#include "fake/platform.hpp"

namespace takt::test {
namespace {

class HardLockTest : public testing::Test {
protected:
    HardLockTest() {
        platform().reset();
        platform().interrupts_off = true;
    }
    HeldRanks held;
    ObjectLock object;
    CpuLock cpu;
};

TEST_F(HardLockTest, ZeroedMemoryIsUnlocked) {
    alignas(CpuLock) unsigned char memory[sizeof(CpuLock)] = {};
    auto& lock = *reinterpret_cast<CpuLock*>(memory);
    lock.lock(held);
    EXPECT_EQ(platform().locks_held, 1U);
    lock.unlock(held);
    for (const unsigned char byte : memory) {
        EXPECT_EQ(byte, 0);
    }
}

TEST_F(HardLockTest, AGuardHoldsItToTheEndOfItsScope) {
    {
        LockGuard outer{object, held};
        EXPECT_EQ(platform().locks_held, 1U);
        {
            LockGuard inner{cpu, held};
            EXPECT_EQ(platform().locks_held, 2U);
        }
        EXPECT_EQ(platform().locks_held, 1U);
        LockGuard again{cpu, held};
        EXPECT_EQ(platform().locks_held, 2U);
    }
    EXPECT_EQ(platform().locks_held, 0U);
}

TEST_F(HardLockTest, ItIsFreeForAnotherPassAfterwards) {
    { LockGuard guard{cpu, held}; }
    HeldRanks others;
    LockGuard guard{cpu, others};
    EXPECT_EQ(platform().locks_held, 1U);
}

using HardLockDeath = HardLockTest;

TEST_F(HardLockDeath, InterruptsMustBeOff) {
    platform().interrupts_off = false;
    EXPECT_DEATH(cpu.lock(held), "taken with interrupts on");
}

TEST_F(HardLockDeath, TakingAgainstTheOrderStopsBeforeItSpins) {
    LockGuard guard{cpu, held};
    EXPECT_DEATH(object.lock(held), "held_");
}

TEST_F(HardLockDeath, ReleasingWhatIsNotHeldIsNoticed) {
    EXPECT_DEATH(cpu.unlock(held), "released that is not held");
}

} // namespace
} // namespace takt::test
