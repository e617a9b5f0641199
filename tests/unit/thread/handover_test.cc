// SPDX-License-Identifier: GPL-2.0-only
// Tests harden, bounce, kick and reclaim in every stage.
#include "thread/handover.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class HandoverTest : public World {};

TEST_F(HandoverTest, HardenRunsAtOnceIfNothingIsMoreUrgent) {
    Actor& a = make_thread(10);
    expect_running(a);
    EXPECT_EQ(a.status.hardens, 1U);
}

TEST_F(HandoverTest, ASignalThatComesFirstUndoesHardening) {
    Actor& a = make_thread(10, 0, false);
    a.context.signalled = true;
    EXPECT_FALSE(harden(a, takt_call{TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}}));
    EXPECT_EQ(a.stage(), Stage::inband);
    EXPECT_EQ(running(), nullptr);
    EXPECT_EQ(a.status.hardens, 0U);
    EXPECT_TRUE(a.context.handbacks.empty()) << "Linux never lost it";
}

TEST_F(HandoverTest, ABounceGivesTheContextBackOnce) {
    Actor& a = make_thread(10);
    bounce(a, TAKT_REASON_TRAP);
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.linux_wakes, 1);
    EXPECT_EQ(a.context.handbacks, std::vector{TAKT_HANDBACK_FAULT});
    EXPECT_EQ(a.status.handbacks[TAKT_REASON_TRAP], 1U);
    EXPECT_TRUE(reclaim(a));
    EXPECT_FALSE(reclaim(a));
    EXPECT_EQ(a.stage(), Stage::inband);
    EXPECT_TRUE(harden(a));
    expect_running(a);
}

TEST_F(HandoverTest, AForeignCallExecutesAgainInLinux) {
    Actor& a = make_thread(10);
    EXPECT_EQ(call(a, TAKT_CALL_LIMIT + 5), blocked);
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.handbacks.back(), TAKT_HANDBACK_REWIND);
    EXPECT_EQ(a.status.last_reason, TAKT_REASON_FOREIGN_CALL);
    EXPECT_EQ(a.status.last_detail, TAKT_CALL_LIMIT + 5U);
}

TEST_F(HandoverTest, GoingToLinuxOnRequestReturnsZeroThere) {
    Actor& a = make_thread(10);
    EXPECT_EQ(call(a, TAKT_CALL_GO_LINUX), returned(0));
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.handbacks.back(), TAKT_HANDBACK_CONTINUE);
}

TEST_F(HandoverTest, AKickOfARunningThreadTakesEffectOnItsCpu) {
    Actor& a = make_thread(10, 1);
    platform().cpu = 0;
    takt_core_kick(core(), a.thread, TAKT_REASON_SIGNAL);
    EXPECT_EQ(a.stage(), Stage::running) << "until the IPI";
    settle();
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.handbacks.back(), TAKT_HANDBACK_CONTINUE);
}

TEST_F(HandoverTest, AKickOfAReadyThreadNeedsNoCpu) {
    Actor& low = make_thread(10);
    Actor& high = make_thread(20);
    EXPECT_EQ(low.stage(), Stage::ready);
    kick(low);
    EXPECT_EQ(low.stage(), Stage::frozen);
    expect_running(high);
}

TEST_F(HandoverTest, AKickOfASleeperCancelsItsTimer) {
    Actor& a = make_thread(10);
    ASSERT_EQ(call(a, TAKT_CALL_SLEEP_UNTIL, {platform().now_ns + 1'000}), blocked);
    kick(a);
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.handbacks.back(), TAKT_HANDBACK_RESTART);
    advance(2'000);
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_FALSE(a.context.result_set);
}

TEST_F(HandoverTest, AKickOfALinuxThreadDoesNothing) {
    Actor& a = make_thread(10, 0, false);
    kick(a);
    EXPECT_EQ(a.stage(), Stage::inband);
    EXPECT_EQ(a.context.linux_wakes, 0);
    ASSERT_TRUE(harden(a));
    bounce(a);
    kick(a);
    EXPECT_EQ(a.context.linux_wakes, 1) << "it is on its way already";
}

TEST_F(HandoverTest, ContextsAreCompleteBeforeOthersSeeThem) {
    Actor& low = make_thread(10);
    const int before = low.context.unloads;
    Actor& high = make_thread(20);
    EXPECT_EQ(high.stage(), Stage::running);
    EXPECT_GT(low.context.unloads, before) << "preempted";
    const int running_unloads = high.context.unloads;
    ASSERT_EQ(call(high, TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}), blocked);
    EXPECT_EQ(high.context.unloads, running_unloads + 1);
}

} // namespace
} // namespace takt::test
