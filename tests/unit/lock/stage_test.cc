// SPDX-License-Identifier: GPL-2.0-only
// Tests the scopes that establish "hard off": one turns interrupts off and restores, one only says
// so.
#include "lock/stage.hpp"

#include <gtest/gtest.h>

#include "fake/platform.hpp"
#include "seam/lock.h"

namespace takt::test {
namespace {

class HardOffTest : public testing::Test {
protected:
    HardOffTest() { platform().reset(); }
};

TEST_F(HardOffTest, AScopeTurnsInterruptsOffAndRestores) {
    {
        HardOffScope scope;
        EXPECT_TRUE(platform().interrupts_off);
    }
    EXPECT_FALSE(platform().interrupts_off);
}

TEST_F(HardOffTest, WhoCameWithInterruptsOffLeavesWithThemOff) {
    platform().interrupts_off = true; // a caller in Linux that the analysis does not see
    {
        HardOffScope scope;
        EXPECT_TRUE(platform().interrupts_off);
    }
    EXPECT_TRUE(platform().interrupts_off);
}

TEST_F(HardOffTest, AnEventLeavesInterruptsToThePlatform) {
    for (const bool off : {true, false}) {
        platform().interrupts_off = off;
        {
            EventScope scope;
            EXPECT_EQ(platform().interrupts_off, off);
        }
        EXPECT_EQ(platform().interrupts_off, off);
    }
}

TEST_F(HardOffTest, TheCapabilityHasNoContent) {
    static_assert(std::is_empty_v<HardOff>);
    static_assert(std::is_empty_v<EventScope>);
    static_assert(!std::is_copy_constructible_v<HardOffScope>);
}

using HardOffDeath = HardOffTest;

TEST_F(HardOffDeath, InterruptsDoNotOpenUnderALock) {
    takt_hard_lock lock = {};
    EXPECT_DEATH(
        {
            HardOffScope scope;
            takt_plat_hard_lock(&lock);
        },
        "interrupts restored with a hard lock held");
}

} // namespace
} // namespace takt::test
