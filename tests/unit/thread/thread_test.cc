// SPDX-License-Identifier: GPL-2.0-only
// Tests what a thread is at first, and that a reused slot remembers nothing of its last thread.
#include "thread/thread.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class ThreadTest : public World {};

TEST_F(ThreadTest, ANewOneIsInLinuxAndOwesNothing) {
    Actor& actor = make_thread({TAKT_POLICY_RR, 42, 50'000}, 1, false);
    const Thread& thread = actor.tcb();
    EXPECT_EQ(thread.stage_now(), Stage::inband);
    EXPECT_EQ(thread.cpu.load(), 1U);
    EXPECT_EQ(thread.effective, &thread.own);
    EXPECT_EQ(thread.own.powers(), &thread);
    EXPECT_EQ(thread.own.urgency(), Urgency::fixed(42));
    EXPECT_EQ(thread.own.slice().ns, 50'000U);
    EXPECT_EQ(thread.own.consumed().ns, 0U);
    EXPECT_FALSE(thread.own.is_queued());
    EXPECT_FALSE(thread.timer.is_armed());
    EXPECT_EQ(thread.timer.thread, &thread);
    EXPECT_EQ(thread.wait_node.thread, &thread);
    EXPECT_EQ(thread.unfinished.what, Unfinished::What::nothing);
    EXPECT_FALSE(thread.delivery.pending);
    EXPECT_TRUE(thread.contended.is_empty());
    EXPECT_TRUE(thread.release.is_never());
}

TEST_F(ThreadTest, AReusedSlotRemembersNothing) {
    Actor& first = make_thread({TAKT_POLICY_RR, 42, 50'000}, 1, true);
    Thread& slot = first.tcb();
    const Handle name = slot.handle();
    ASSERT_EQ(call(first, TAKT_CALL_SET_PERIOD, {0, 10'000, 0}), returned(0));
    advance(7'000);
    ASSERT_EQ(call(first, TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}), blocked);
    kick(first);
    ASSERT_TRUE(reclaim(first));
    ASSERT_EQ(takt_core_thread_detach(core(), first.thread), 0);
    first.thread = nullptr;

    Actor& second = make_thread({TAKT_POLICY_FIFO, 7, 0}, 0, false);
    ASSERT_EQ(&second.tcb(), &slot);
    EXPECT_NE(slot.handle(), name);
    EXPECT_EQ(slot.own.urgency(), Urgency::fixed(7));
    EXPECT_EQ(slot.own.slice().ns, 0U);
    EXPECT_EQ(slot.own.consumed().ns, 0U);
    EXPECT_TRUE(slot.release.is_never()) << "no period either";
    EXPECT_EQ(slot.hardens, 0U);
    for (const uint64_t handbacks : slot.handbacks) {
        EXPECT_EQ(handbacks, 0U);
    }
    ASSERT_TRUE(harden(second));
    EXPECT_EQ(call(second, TAKT_CALL_WAIT_PERIOD), returned(-EINVAL));
    EXPECT_EQ(call(second, TAKT_CALL_SELF), returned(slot.handle().raw()));
}

TEST_F(ThreadTest, TimeOfAGoneThreadIsKept) {
    Actor& actor = make_thread(10);
    advance(5'000);
    bounce(actor);
    ASSERT_TRUE(reclaim(actor));
    ASSERT_EQ(takt_core_thread_detach(core(), actor.thread), 0);
    actor.thread = nullptr;
    EXPECT_EQ(kernel().retired.ns, 5'000U);
    check(); // the sum over all contexts is still the time that passed
}

} // namespace
} // namespace takt::test
