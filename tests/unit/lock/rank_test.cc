// SPDX-License-Identifier: GPL-2.0-only
// Tests that locks taken out of order stop a debug build.
#include "lock/rank.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Rank, AscendingIsAllowed) {
    HeldRanks held;
    held.enter(Rank::registry);
    held.enter(Rank::donation);
    held.enter(Rank::object);
    held.enter(Rank::cpu);
    held.leave(Rank::cpu);
    held.leave(Rank::object);
    held.enter(Rank::cpu);
    held.leave(Rank::cpu);
    held.leave(Rank::donation);
    held.leave(Rank::registry);
}

TEST(RankDeath, DescendingIsNot) {
    HeldRanks held;
    held.enter(Rank::cpu);
    EXPECT_DEATH(held.enter(Rank::object), "held_");
}

TEST(RankDeath, TwoOfARankAreNot) {
    HeldRanks held;
    held.enter(Rank::cpu);
    EXPECT_DEATH(held.enter(Rank::cpu), "held_");
}

TEST(RankDeath, LeavingIsInReverse) {
    HeldRanks held;
    held.enter(Rank::object);
    held.enter(Rank::cpu);
    EXPECT_DEATH(held.leave(Rank::object), "held_");
}

} // namespace
} // namespace takt
