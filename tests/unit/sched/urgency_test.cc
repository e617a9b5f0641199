// SPDX-License-Identifier: GPL-2.0-only
// Tests the order of urgencies: E > L > WEAK > root.
#include "sched/urgency.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Urgency, BandsAreStrictlyOrdered) {
    const Urgency edf = Urgency::edf(Instant::never());
    EXPECT_EQ(edf.band(), Band::edf);
    EXPECT_TRUE(edf.is_more_urgent_than(Urgency::fixed(99)));
    EXPECT_TRUE(Urgency::fixed(1).is_more_urgent_than(Urgency::weak()));
    EXPECT_TRUE(Urgency::weak().is_more_urgent_than(Urgency::root()));
}

TEST(Urgency, WithinABandDeadlineOrPriorityDecides) {
    EXPECT_TRUE(Urgency::edf({5}).is_more_urgent_than(Urgency::edf({6})));
    for (uint32_t priority = priority_min; priority < priority_max; ++priority) {
        EXPECT_TRUE(Urgency::fixed(priority + 1).is_more_urgent_than(Urgency::fixed(priority)));
    }
    EXPECT_FALSE(Urgency::fixed(5).is_more_urgent_than(Urgency::fixed(5)));
}

} // namespace
} // namespace takt
