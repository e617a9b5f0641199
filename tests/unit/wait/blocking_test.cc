// SPDX-License-Identifier: GPL-2.0-only
// Tests the races at the end of a wait: an expiry, a kick and a wake-up that meet.
#include "wait/blocking.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class BlockingTest : public World {
protected:
    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    uint64_t semaphore = create(a, TAKT_CALL_SEM_CREATE, {0, 9});
};

TEST_F(BlockingTest, AnExpiryThatComesAfterTheWakeUpIsIgnored) {
    ASSERT_EQ(call(b, TAKT_CALL_SEM_WAIT, {semaphore, platform().now_ns + 100}), blocked);
    const uint32_t wait = b.tcb().wait_count;
    Object& object = *b.tcb().blocked_on;
    ASSERT_EQ(call(a, TAKT_CALL_SEM_POST, {semaphore}), returned(0));
    HardOffScope scope;
    Pass pass{kernel(), Pass::Ends::in_linux};
    time_out(pass, b.tcb(), object, wait);
    EXPECT_EQ(b.context.result, 0);
    EXPECT_EQ(b.stage(), Stage::running);
}

TEST_F(BlockingTest, AnExpiryOfAnEarlierWaitForTheSameObjectIsIgnored) {
    ASSERT_EQ(call(b, TAKT_CALL_SEM_WAIT, {semaphore, platform().now_ns + 100}), blocked);
    const uint32_t wait = b.tcb().wait_count;
    Object& object = *b.tcb().blocked_on;
    ASSERT_EQ(call(a, TAKT_CALL_SEM_POST, {semaphore}), returned(0));
    ASSERT_EQ(call(b, TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}), blocked);
    {
        HardOffScope scope;
        Pass pass{kernel(), Pass::Ends::in_linux};
        time_out(pass, b.tcb(), object, wait);
        EXPECT_FALSE(abort_wait(pass, b.tcb(), object, wait, TAKT_REASON_SIGNAL));
    }
    EXPECT_EQ(b.stage(), Stage::blocked);
}

TEST_F(BlockingTest, AKickedThreadDoesNotBlock) {
    b.tcb().kick = TAKT_REASON_SIGNAL; // between the system call and its service
    EXPECT_EQ(call(b, TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}), blocked);
    EXPECT_EQ(b.stage(), Stage::frozen);
    EXPECT_EQ(b.context.handbacks.back(), TAKT_HANDBACK_REWIND) << "the call did nothing";
    EXPECT_EQ(call(a, TAKT_CALL_SEM_POST, {semaphore}), returned(0));
    EXPECT_EQ(call(a, TAKT_CALL_SEM_VALUE, {semaphore}), returned(1));
}

TEST_F(BlockingTest, OnlySignalsRestartOtherKicksRewind) {
    ASSERT_EQ(call(b, TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}), blocked);
    kick(b, TAKT_REASON_STALE);
    EXPECT_EQ(b.context.handbacks.back(), TAKT_HANDBACK_REWIND);
}

TEST_F(BlockingTest, UntilZeroAndThePastDoNotWait) {
    HardOffScope scope;
    const Pass pass{kernel(), Pass::Ends::in_linux};
    EXPECT_EQ(may_wait_until(pass, {{0}, Clock::monotonic}), Error::would_block);
    EXPECT_EQ(may_wait_until(pass, {pass.now, Clock::monotonic}), Error::timed_out);
    EXPECT_EQ(may_wait_until(pass, {{pass.now.ns + 1}, Clock::monotonic}), Error::none);
    EXPECT_EQ(may_wait_until(pass, {}), Error::none);
}

} // namespace
} // namespace takt::test
