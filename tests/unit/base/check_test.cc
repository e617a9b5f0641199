// SPDX-License-Identifier: GPL-2.0-only
// Tests that a broken invariant stops the machine and says where, and that a kept one costs
// nothing.
#include "base/check.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Check, WhatHoldsIsEvaluatedOnceAndNothingElse) {
    int evaluated = 0;
    TAKT_CHECK(++evaluated == 1);
    EXPECT_EQ(evaluated, 1);
    TAKT_DEBUG_CHECK(++evaluated == 2);
    EXPECT_EQ(evaluated, 2);
}

TEST(Check, IsOneStatement) {
    bool otherwise = false;
    if (otherwise)
        TAKT_CHECK(false);
    else
        otherwise = true;
    EXPECT_TRUE(otherwise);
}

TEST(CheckDeath, TellsConditionFileAndLine) {
    const int answer = 41;
    EXPECT_DEATH(TAKT_CHECK(answer == 42), "check_test.cc:[0-9]+: takt: answer == 42");
}

TEST(CheckDeath, DebugBuildsLookAtDebugChecksToo) {
    const int answer = 41;
    EXPECT_DEATH(TAKT_DEBUG_CHECK(answer == 42), "takt: answer == 42");
}

TEST(CheckDeath, APanicDoesNotReturn) {
    EXPECT_DEATH(panic("the end", "here.cc", 7), "here.cc:7: the end");
}

} // namespace
} // namespace takt
