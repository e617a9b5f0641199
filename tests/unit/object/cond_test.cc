// SPDX-License-Identifier: GPL-2.0-only
// Tests the rounds of a condition variable: who leaves and who waits swap places.
#include "object/cond.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace takt {
namespace {

TEST(CondRounds, TheTwoQueuesAreNeverTheSame) {
    auto cond = std::make_unique<Cond>();
    for (cond->round = 0; cond->round < 5; ++cond->round) {
        EXPECT_NE(&cond->waiting(), &cond->leaving());
    }
}

TEST(CondRounds, EndingARoundMakesWaitersLeave) {
    auto cond = std::make_unique<Cond>();
    WaitNode early;
    cond->waiting().insert(early, Urgency::fixed(10));
    EXPECT_TRUE(cond->leaving().is_empty());
    ++cond->round;
    EXPECT_EQ(early.queue, &cond->leaving());
    EXPECT_TRUE(cond->waiting().is_empty()) << "who comes now is in the new round";
    WaitNode late;
    cond->waiting().insert(late, Urgency::fixed(90));
    cond->leaving().remove(early);
    EXPECT_TRUE(cond->leaving().is_empty()) << "however urgent the late one is";
}

TEST(CondRounds, TheCountOfRoundsMayWrap) {
    auto cond = std::make_unique<Cond>();
    cond->round = UINT32_MAX;
    WaitQueue& waiting = cond->waiting();
    ++cond->round;
    EXPECT_EQ(&cond->leaving(), &waiting);
}

} // namespace
} // namespace takt
