// SPDX-License-Identifier: GPL-2.0-only
// Tests that time saturates and never wraps.
#include "base/time.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

constexpr uint64_t horizon = limits::time_horizon_ns;

TEST(Time, SumsSaturateAtNever) {
    EXPECT_EQ((Instant{5} + Duration{6}).ns, 11U);
    EXPECT_TRUE((Instant{horizon - 1} + Duration{1}).is_never());
    EXPECT_FALSE((Instant{horizon - 2} + Duration{1}).is_never());
    EXPECT_TRUE((Instant{1} + Duration{UINT64_MAX}).is_never());
    EXPECT_TRUE((Instant::never() + Duration{1}).is_never());
}

TEST(Time, ElapsedIsNeverNegative) {
    EXPECT_EQ(elapsed({3}, {10}).ns, 7U);
    EXPECT_EQ(elapsed({10}, {3}).ns, 0U);
}

TEST(Time, ADeadlineIsNeverByDefault) {
    EXPECT_TRUE(Deadline{}.is_never());
}

} // namespace
} // namespace takt
