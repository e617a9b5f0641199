// SPDX-License-Identifier: GPL-2.0-only
// Tests counting semaphores.
#include "fake/world.hpp"

namespace takt::test {
namespace {

class SemaphoreTest : public World {
protected:
    Answer wait(Actor& actor, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_SEM_WAIT, {semaphore, until});
    }
    Answer post(Actor& actor) { return call(actor, TAKT_CALL_SEM_POST, {semaphore}); }
    Answer value(Actor& actor) { return call(actor, TAKT_CALL_SEM_VALUE, {semaphore}); }

    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    uint64_t semaphore = create(a, TAKT_CALL_SEM_CREATE, {2, 3});
};

TEST_F(SemaphoreTest, CountsDownAndUpToItsMaximum) {
    EXPECT_EQ(value(a), returned(2));
    EXPECT_EQ(wait(a), returned(0));
    EXPECT_EQ(wait(a), returned(0));
    EXPECT_EQ(wait(a, 0), returned(-EAGAIN));
    for (int count = 0; count < 3; ++count) {
        EXPECT_EQ(post(a), returned(0));
    }
    EXPECT_EQ(post(a), returned(-EOVERFLOW));
    EXPECT_EQ(value(a), returned(3));
}

TEST_F(SemaphoreTest, APostGoesToTheWaiterAndNotToTheCount) {
    ASSERT_EQ(wait(b), returned(0));
    ASSERT_EQ(wait(b), returned(0));
    ASSERT_EQ(wait(b), blocked);
    EXPECT_EQ(post(a), returned(0));
    expect_running(b);
    EXPECT_EQ(b.context.result, 0);
    EXPECT_EQ(value(a), returned(0));
}

TEST_F(SemaphoreTest, TimesOutByEitherClock) {
    platform().real_offset_ns = 5'000'000'000;
    ASSERT_EQ(wait(b), returned(0));
    ASSERT_EQ(wait(b), returned(0));
    ASSERT_EQ(wait(b, platform().now_ns + 500), blocked);
    advance(500);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
    ASSERT_EQ(call(b, TAKT_CALL_SEM_WAIT,
                   {semaphore, platform().now_ns + 5'000'000'500, TAKT_CLOCK_REALTIME}),
              blocked);
    advance(499);
    EXPECT_EQ(b.stage(), Stage::blocked);
    advance(1);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
}

TEST_F(SemaphoreTest, IsPostedFromLinuxToo) {
    Actor& linux_thread = make_thread(1, 0, false);
    ASSERT_EQ(wait(b), returned(0));
    ASSERT_EQ(wait(b), returned(0));
    ASSERT_EQ(wait(b), blocked);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_SEM_POST, {semaphore}), 0);
    expect_running(b);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_SEM_WAIT, {semaphore, 0}), -EAGAIN);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}), -EINVAL)
        << "a call that may block is for RT mode";
}

} // namespace
} // namespace takt::test
