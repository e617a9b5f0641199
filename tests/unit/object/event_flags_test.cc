// SPDX-License-Identifier: GPL-2.0-only
// Tests what a group of event flags holds: 31 bits, and two queues that swap places.
#include "object/event_flags.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <memory>

namespace takt {
namespace {

TEST(EventFlagsRounds, AllFlagsFitInAResultThatIsNoError) {
    static_assert(static_cast<int32_t>(flags_all) > 0);
    static_assert((flags_all & (flags_all + 1)) == 0, "without gaps");
    EXPECT_EQ(std::popcount(flags_all), 31);
}

TEST(EventFlagsRounds, EndingARoundMakesWaitersLeave) {
    auto flags = std::make_unique<EventFlags>();
    EXPECT_NE(&flags->waiting(), &flags->leaving());
    WaitNode node;
    flags->waiting().insert(node, Urgency::fixed(10));
    ++flags->round;
    EXPECT_EQ(node.queue, &flags->leaving());
    EXPECT_TRUE(flags->waiting().is_empty());
    flags->leaving().remove(node);
    flags->waiting().insert(node, Urgency::fixed(10)); // not satisfied: waits on
    EXPECT_TRUE(flags->leaving().is_empty());
}

TEST(EventFlagsRounds, TheCountOfRoundsMayWrap) {
    auto flags = std::make_unique<EventFlags>();
    flags->round = UINT32_MAX;
    WaitQueue& waiting = flags->waiting();
    ++flags->round;
    EXPECT_EQ(&flags->leaving(), &waiting);
}

} // namespace
} // namespace takt
