// SPDX-License-Identifier: GPL-2.0-only
// Tests timer objects.
#include "fake/world.hpp"

namespace takt::test {
namespace {

class TimerTest : public World {
protected:
    Answer set(Actor& actor, uint64_t first, uint64_t interval = 0, uint64_t how = 0) {
        return call(actor, TAKT_CALL_TIMER_SET, {timer, first, interval, how});
    }
    Answer wait(Actor& actor, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_TIMER_WAIT, {timer, until});
    }
    Answer cancel(Actor& actor) { return call(actor, TAKT_CALL_TIMER_CANCEL, {timer}); }

    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    uint64_t timer = create(a, TAKT_CALL_TIMER_CREATE);
    uint64_t start = platform().now_ns;
};

TEST_F(TimerTest, OneShotExpiresOnceAndNotEarly) {
    ASSERT_EQ(set(a, start + 1'000), returned(0));
    ASSERT_EQ(wait(b), blocked);
    advance(999);
    EXPECT_EQ(b.stage(), Stage::blocked);
    advance(1);
    EXPECT_EQ(b.context.result, 1);
    advance(100'000);
    EXPECT_EQ(wait(b, 0), returned(-EAGAIN));
}

TEST_F(TimerTest, PeriodicExpiriesAreCountedForWhoComesLate) {
    ASSERT_EQ(set(a, start + 10'000, 10'000), returned(0));
    advance(35'000);
    EXPECT_EQ(wait(b), returned(3));
    ASSERT_EQ(wait(b), blocked);
    advance(5'000);
    EXPECT_EQ(b.context.result, 1);
}

TEST_F(TimerTest, ExpiriesMissedByTheCpuAreCountedToo) {
    ASSERT_EQ(set(a, start + 10'000, 10'000), returned(0));
    platform().now_ns += 55'000; // interrupts off for long
    settle();
    EXPECT_EQ(wait(a), returned(5));
    advance_to(start + 60'000);
    EXPECT_EQ(wait(a), returned(1)) << "still in step";
}

TEST_F(TimerTest, AfterCancelItDoesNotExpire) {
    ASSERT_EQ(set(a, start + 1'000), returned(0));
    EXPECT_EQ(cancel(b), returned(1));
    EXPECT_EQ(cancel(b), returned(0));
    advance(5'000);
    EXPECT_EQ(wait(a, 0), returned(-EAGAIN));
}

TEST_F(TimerTest, SettingAnewReplaces) {
    ASSERT_EQ(set(a, start + 1'000), returned(0));
    ASSERT_EQ(set(b, start + 3'000), returned(0)) << "from another CPU, which becomes its home";
    advance(2'000);
    EXPECT_EQ(wait(a, 0), returned(-EAGAIN));
    advance(1'000);
    EXPECT_EQ(wait(a, 0), returned(1));
}

TEST_F(TimerTest, FollowsCLOCK_REALTIMEWhenThatIsSet) {
    platform().real_offset_ns = 1'000'000'000;
    ASSERT_EQ(set(a, start + 1'000'001'000, 0, TAKT_CLOCK_REALTIME), returned(0));
    platform().real_offset_ns += 400;
    for (uint32_t cpu = 0; cpu < 2; ++cpu) {
        platform().cpu = cpu;
        platform().interrupts_off = true;
        static_cast<void>(takt_core_on_clock_set(core()));
        platform().interrupts_off = false;
    }
    advance(599);
    EXPECT_EQ(wait(b, 0), returned(-EAGAIN));
    advance(1);
    EXPECT_EQ(wait(b, 0), returned(1));
}

TEST_F(TimerTest, TooShortAnIntervalIsRefused) {
    EXPECT_EQ(set(a, start + 1'000, 9'999), returned(-EINVAL));
    EXPECT_EQ(set(a, TAKT_FOREVER, 0), returned(-EINVAL));
}

} // namespace
} // namespace takt::test
