// SPDX-License-Identifier: GPL-2.0-only
// Tests the services that concern the calling thread and time.
#include "syscall/thread_calls.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class ThreadCallsTest : public World {
protected:
    Actor& a = make_thread(10);
    uint64_t start = platform().now_ns;
};

TEST_F(ThreadCallsTest, TellsVersionSelfAndTime) {
    platform().real_offset_ns = 1'000;
    EXPECT_EQ(call(a, TAKT_CALL_ABI), returned(TAKT_ABI_MAJOR << 16 | TAKT_ABI_MINOR));
    EXPECT_EQ(call(a, TAKT_CALL_SELF), returned(a.tcb().handle().raw()));
    EXPECT_EQ(call(a, TAKT_CALL_CLOCK, {TAKT_CLOCK_MONOTONIC}),
              returned(static_cast<int64_t>(start)));
    EXPECT_EQ(call(a, TAKT_CALL_CLOCK, {TAKT_CLOCK_REALTIME}),
              returned(static_cast<int64_t>(start + 1'000)));
}

TEST_F(ThreadCallsTest, SleepsUntilAndNotLess) {
    EXPECT_EQ(call(a, TAKT_CALL_SLEEP_UNTIL, {start}), returned(0)) << "the past";
    ASSERT_EQ(call(a, TAKT_CALL_SLEEP_UNTIL, {start + 100}), blocked);
    advance(99);
    EXPECT_EQ(a.stage(), Stage::blocked);
    advance(1);
    expect_running(a);
    EXPECT_EQ(a.context.result, 0);
}

TEST_F(ThreadCallsTest, PeriodsKeepStepAndCountWhatWasMissed) {
    EXPECT_EQ(call(a, TAKT_CALL_WAIT_PERIOD), returned(-EINVAL)) << "no period yet";
    EXPECT_EQ(call(a, TAKT_CALL_SET_PERIOD, {start + 10'000, 9'999, 0}), returned(-EINVAL));
    ASSERT_EQ(call(a, TAKT_CALL_SET_PERIOD, {start + 10'000, 10'000, 0}), returned(0));
    ASSERT_EQ(call(a, TAKT_CALL_WAIT_PERIOD), blocked);
    advance_to(start + 10'000);
    EXPECT_EQ(a.context.result, 0);
    advance(35'000); // releases at 20, 30 and 40 us pass
    EXPECT_EQ(call(a, TAKT_CALL_WAIT_PERIOD), returned(2));
    ASSERT_EQ(call(a, TAKT_CALL_WAIT_PERIOD), blocked);
    advance_to(start + 49'999);
    EXPECT_EQ(a.stage(), Stage::blocked);
    advance(1);
    EXPECT_EQ(a.context.result, 0);
}

TEST_F(ThreadCallsTest, AFirstReleaseOfZeroIsOnePeriodFromNow) {
    ASSERT_EQ(call(a, TAKT_CALL_SET_PERIOD, {0, 10'000, 0}), returned(0));
    ASSERT_EQ(call(a, TAKT_CALL_WAIT_PERIOD), blocked);
    advance(9'999);
    EXPECT_EQ(a.stage(), Stage::blocked);
    advance(1);
    expect_running(a);
}

TEST_F(ThreadCallsTest, AKickInAPeriodLosesNoRelease) {
    ASSERT_EQ(call(a, TAKT_CALL_SET_PERIOD, {start + 10'000, 10'000, 0}), returned(0));
    ASSERT_EQ(call(a, TAKT_CALL_WAIT_PERIOD), blocked);
    kick(a);
    ASSERT_TRUE(reclaim(a));
    ASSERT_TRUE(harden(a, takt_call{TAKT_CALL_WAIT_PERIOD, {}})); // the call executes again
    advance_to(start + 9'999);
    EXPECT_EQ(a.stage(), Stage::blocked);
    advance(1);
    expect_running(a);
}

} // namespace
} // namespace takt::test
