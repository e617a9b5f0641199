// SPDX-License-Identifier: GPL-2.0-only
// Tests groups of event flags.
#include "object/event_flags_calls.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

TEST(EventFlagsRule, AnyAndAll) {
    EXPECT_TRUE(are_satisfied(0b0110, 0b0011, TAKT_FLAGS_ANY));
    EXPECT_FALSE(are_satisfied(0b0100, 0b0011, TAKT_FLAGS_ANY));
    EXPECT_TRUE(are_satisfied(0b0111, 0b0011, TAKT_FLAGS_ALL));
    EXPECT_FALSE(are_satisfied(0b0110, 0b0011, TAKT_FLAGS_ALL | TAKT_FLAGS_CONSUME));
}

class EventFlagsTest : public World {
protected:
    Answer wait(Actor& actor, uint64_t mask, uint64_t mode, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_FLAGS_WAIT, {group, mask, mode, until});
    }
    Answer set(Actor& actor, uint64_t mask) {
        return call(actor, TAKT_CALL_FLAGS_SET, {group, mask});
    }
    Answer read(Actor& actor) { return call(actor, TAKT_CALL_FLAGS_READ, {group}); }

    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    uint64_t group = create(a, TAKT_CALL_FLAGS_CREATE, {0b1000});
};

TEST_F(EventFlagsTest, SetClearRead) {
    EXPECT_EQ(read(a), returned(0b1000));
    EXPECT_EQ(set(a, 0b0011), returned(0));
    EXPECT_EQ(call(a, TAKT_CALL_FLAGS_CLEAR, {group, 0b1001}), returned(0b1011));
    EXPECT_EQ(read(a), returned(0b0010));
}

TEST_F(EventFlagsTest, AWaitThatIsSatisfiedReturnsAtOnce) {
    EXPECT_EQ(wait(a, 0b1001, TAKT_FLAGS_ANY), returned(0b1000));
    EXPECT_EQ(wait(a, 0b1001, TAKT_FLAGS_ALL, 0), returned(-EAGAIN));
    EXPECT_EQ(wait(a, 0b1000, TAKT_FLAGS_ALL | TAKT_FLAGS_CONSUME), returned(0b1000));
    EXPECT_EQ(read(a), returned(0));
}

TEST_F(EventFlagsTest, WhoIsNotSatisfiedWaitsOn) {
    ASSERT_EQ(wait(b, 0b0011, TAKT_FLAGS_ALL), blocked);
    EXPECT_EQ(set(a, 0b0001), returned(0));
    EXPECT_EQ(b.stage(), Stage::blocked);
    EXPECT_EQ(set(a, 0b0010), returned(0));
    expect_running(b);
    EXPECT_EQ(b.context.result, 0b1011);
}

TEST_F(EventFlagsTest, ConsumingServesTheMostUrgentOnly) {
    Actor& c = make_thread(30, 1, false);
    ASSERT_EQ(wait(b, 0b0001, TAKT_FLAGS_CONSUME), blocked);
    ASSERT_TRUE(harden(c));
    ASSERT_EQ(wait(c, 0b0001, TAKT_FLAGS_CONSUME), blocked);
    EXPECT_EQ(set(a, 0b0001), returned(0));
    expect_running(c);
    EXPECT_EQ(b.stage(), Stage::blocked);
    EXPECT_EQ(read(a), returned(0b1000));
}

TEST_F(EventFlagsTest, ManyWaitersAreLookedAtInSteps) {
    std::vector<Actor*> waiters;
    for (uint32_t index = 0; index < 19; ++index) {
        waiters.push_back(&make_thread(30 + index, 1, false));
        const uint64_t mask = index % 2 == 0 ? 0b0001 : 0b0100;
        ASSERT_TRUE(
            harden(*waiters.back(),
                   takt_call{TAKT_CALL_FLAGS_WAIT, {group, mask, TAKT_FLAGS_ANY, TAKT_FOREVER}}));
    }
    EXPECT_EQ(set(a, 0b0001), returned(0));
    for (uint32_t index = 0; index < 19; ++index) {
        EXPECT_EQ(waiters[index]->stage() == Stage::blocked, index % 2 == 1) << index;
    }
    EXPECT_EQ(set(a, 0b0100), returned(0));
    for (Actor* actor : waiters) {
        EXPECT_NE(actor->stage(), Stage::blocked);
    }
}

TEST_F(EventFlagsTest, ATimeOutLeavesTheFlagsAlone) {
    ASSERT_EQ(wait(b, 0b0001, TAKT_FLAGS_CONSUME, platform().now_ns + 100), blocked);
    advance(100);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
    EXPECT_EQ(set(a, 0b0001), returned(0));
    EXPECT_EQ(read(a), returned(0b1001));
}

} // namespace
} // namespace takt::test
