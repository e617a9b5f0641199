// SPDX-License-Identifier: GPL-2.0-only
// Tests the count of waiters by height.
#include "wait/heights.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Heights, AboveIsOneMoreThanTheTallest) {
    Heights heights;
    EXPECT_EQ(heights.above(), 0U);
    heights.add(0);
    heights.add(3);
    heights.add(3);
    EXPECT_EQ(heights.above(), 4U);
    heights.remove(3);
    EXPECT_EQ(heights.above(), 4U);
    heights.remove(3);
    EXPECT_EQ(heights.above(), 1U);
}

TEST(Heights, AddsAndRemovesAllOfAMutexAtOnce) {
    Heights thread, mutex;
    thread.add(1);
    mutex.add(2);
    mutex.add(5);
    thread.add(mutex);
    EXPECT_EQ(thread.above(), 6U);
    thread.remove(mutex);
    EXPECT_EQ(thread.above(), 2U);
}

} // namespace
} // namespace takt
