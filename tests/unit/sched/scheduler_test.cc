// SPDX-License-Identifier: GPL-2.0-only
// Tests who runs: priorities, FIFO, RR, yield, WEAK, the watchdog, and whose time it is.
#include "sched/scheduler.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class SchedulerTest : public World {
protected:
    /// A sleeper that wakes at @p at_ns.
    Actor& sleeper(uint32_t priority, uint64_t at_ns, uint32_t cpu = 0) {
        Actor& actor = make_thread(priority, cpu, false);
        EXPECT_TRUE(harden(actor, takt_call{TAKT_CALL_SLEEP_UNTIL, {at_ns}}));
        EXPECT_EQ(actor.stage(), Stage::blocked);
        return actor;
    }
};

TEST_F(SchedulerTest, AMoreUrgentSleeperPreemptsAndGivesBack) {
    Actor& high = sleeper(20, 2'000'000);
    Actor& low = make_thread(10);
    expect_running(low);
    advance_to(1'999'999);
    expect_running(low);
    advance_to(2'000'000);
    expect_running(high);
    EXPECT_EQ(low.stage(), Stage::ready);
    EXPECT_EQ(call(high, TAKT_CALL_SLEEP_UNTIL, {3'000'000}), blocked);
    expect_running(low);
}

TEST_F(SchedulerTest, ALessUrgentOneWaits) {
    Actor& low = sleeper(10, 2'000'000);
    Actor& high = make_thread(20);
    advance_to(2'500'000);
    expect_running(high);
    EXPECT_EQ(low.stage(), Stage::ready);
    bounce(high);
    expect_running(low);
}

TEST_F(SchedulerTest, EqualsAreFirstInFirstOutAndYieldGoesToTheTail) {
    Actor& b = sleeper(10, 2'000'000);
    Actor& c = sleeper(10, 2'000'001);
    Actor& a = make_thread(10);
    advance_to(2'100'000);
    expect_running(a);
    EXPECT_EQ(call(a, TAKT_CALL_YIELD), returned(0));
    expect_running(b);
    EXPECT_EQ(call(b, TAKT_CALL_YIELD), returned(0));
    expect_running(c);
    EXPECT_EQ(call(c, TAKT_CALL_YIELD), returned(0));
    expect_running(a);
}

TEST_F(SchedulerTest, APreemptedOneStaysAtTheHead) {
    Actor& b = sleeper(10, 2'000'000);
    Actor& high = sleeper(20, 2'000'001);
    Actor& a = make_thread(10);
    advance_to(2'100'000);
    expect_running(high);
    EXPECT_EQ(call(high, TAKT_CALL_SLEEP_UNTIL, {9'000'000}), blocked);
    expect_running(a);
    EXPECT_EQ(b.stage(), Stage::ready);
}

TEST_F(SchedulerTest, RoundRobinTakesTurnsBySlices) {
    const takt_sched rr{TAKT_POLICY_RR, 10, 100'000};
    Actor& b = make_thread(rr, 0, false);
    ASSERT_TRUE(harden(b, takt_call{TAKT_CALL_SLEEP_UNTIL, {2'000'000}}));
    Actor& a = make_thread(rr, 0, true);
    advance_to(2'000'000);
    // Until b came there was nobody to end a slice for; a's time had run out long ago.
    expect_running(b);
    advance(99'999);
    expect_running(b);
    advance(1);
    expect_running(a);
    advance(100'000);
    expect_running(b);
}

TEST_F(SchedulerTest, WeakThreadsOnlyWaitHere) {
    Actor& weak = make_thread({TAKT_POLICY_WEAK, 0, 0}, 0, false);
    ASSERT_TRUE(harden(weak, takt_call{TAKT_CALL_SLEEP_UNTIL, {2'000'000}}));
    Actor& rt = make_thread(1);
    advance_to(2'500'000);
    EXPECT_EQ(weak.stage(), Stage::ready) << "below all of L";
    bounce(rt);
    EXPECT_EQ(weak.stage(), Stage::frozen) << "above root, and back to Linux at once";
    EXPECT_EQ(weak.context.result, 0);
    EXPECT_EQ(weak.context.linux_wakes, 1);
    EXPECT_EQ(weak.status.last_reason, TAKT_REASON_WEAK);
    EXPECT_EQ(running(), nullptr);
}

TEST_F(SchedulerTest, MoreHandbacksThanAPassMayMakeAreMadeAllTheSame) {
    std::vector<Actor*> weak;
    for (int count = 0; count < 11; ++count) {
        weak.push_back(&make_thread({TAKT_POLICY_WEAK, 0, 0}, 0, false));
        ASSERT_TRUE(harden(*weak.back(), takt_call{TAKT_CALL_SLEEP_UNTIL, {2'000'000}}));
    }
    advance_to(2'000'000);
    for (Actor* actor : weak) {
        EXPECT_EQ(actor->stage(), Stage::frozen);
    }
}

TEST_F(SchedulerTest, TimeIsChargedToWhoUsedIt) {
    Actor& high = sleeper(20, 2'000'000);
    Actor& low = make_thread(10);
    const uint64_t before = low.tcb().own.consumed().ns;
    advance_to(2'000'000);
    advance(30'000);
    EXPECT_EQ(call(high, TAKT_CALL_SLEEP_UNTIL, {9'000'000}), blocked);
    advance(5'000);
    EXPECT_EQ(call(low, TAKT_CALL_YIELD), returned(0));
    EXPECT_EQ(high.tcb().own.consumed().ns, 30'000U);
    EXPECT_EQ(low.tcb().own.consumed().ns, before + 1'000'000 + 5'000);
}

TEST_F(SchedulerTest, RemoteWakeUpsComeByIpi) {
    Actor& there = make_thread(10, 1, false);
    Actor& here = make_thread(10, 0);
    const uint64_t semaphore = create(here, TAKT_CALL_SEM_CREATE, {0, 10});
    ASSERT_TRUE(harden(there, takt_call{TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}}));
    EXPECT_EQ(running(1), nullptr);
    EXPECT_EQ(call(here, TAKT_CALL_SEM_POST, {semaphore}), returned(0));
    expect_running(there);
    expect_running(here);
}

TEST_F(SchedulerTest, TheTimerIsStoppedWhenNothingIsDue) {
    make_thread(10);
    EXPECT_EQ(platform().cpus[0].shot_ns, UINT64_MAX);
}

class WatchdogTest : public World {
protected:
    WatchdogTest() : World{1, 1'000'000} {}
};

TEST_F(WatchdogTest, WhoKeepsLinuxAwayIsHandedBack) {
    Actor& spinner = make_thread(10);
    advance(999'999);
    expect_running(spinner);
    advance(1);
    EXPECT_EQ(spinner.stage(), Stage::frozen);
    EXPECT_EQ(spinner.status.last_reason, TAKT_REASON_WATCHDOG);
    EXPECT_EQ(running(), nullptr);
}

TEST_F(WatchdogTest, ASetOfThreadsIsCaughtToo) {
    Actor& sleepy = make_thread(20, 0, false);
    ASSERT_TRUE(harden(sleepy, takt_call{TAKT_CALL_SLEEP_UNTIL, {platform().now_ns + 500'000}}));
    Actor& spinner = make_thread(10);
    advance(500'000);
    expect_running(sleepy);
    advance(500'000);
    EXPECT_EQ(sleepy.stage(), Stage::frozen);
    EXPECT_EQ(spinner.stage(), Stage::frozen);
    EXPECT_EQ(running(), nullptr);
}

TEST_F(WatchdogTest, SleepingLetsLinuxIn) {
    Actor& good = make_thread(10);
    for (int round = 0; round < 5; ++round) {
        advance(900'000);
        ASSERT_EQ(call(good, TAKT_CALL_SLEEP_UNTIL, {platform().now_ns + 1'000}), blocked);
        advance(1'000);
        expect_running(good);
    }
}

} // namespace
} // namespace takt::test
