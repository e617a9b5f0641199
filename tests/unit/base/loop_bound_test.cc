// SPDX-License-Identifier: GPL-2.0-only
// Tests that debug builds stop a loop at one step too many, and not before.
#include "base/loop_bound.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(LoopBound, AllowsAsManyStepsAsItSays) {
    LoopBound<3> bound;
    for (int step = 0; step < 3; ++step) {
        bound.step();
    }
}

TEST(LoopBoundDeath, OneStepMoreIsABrokenInvariant) {
    LoopBound<3> bound;
    for (int step = 0; step < 3; ++step) {
        bound.step();
    }
    EXPECT_DEATH(bound.step(), "steps_ < most");
}

TEST(LoopBoundDeath, EachBoundCountsForItself) {
    LoopBound<1> one;
    LoopBound<1> other;
    one.step();
    other.step();
    EXPECT_DEATH(one.step(), "steps_ < most");
}

} // namespace
} // namespace takt
