// SPDX-License-Identifier: GPL-2.0-only
// Tests mutexes: kinds, errors, hand-over, robustness.
#include "fake/world.hpp"

namespace takt::test {
namespace {

class MutexTest : public World {
protected:
    uint64_t make(uint64_t flags = 0) { return create(a, TAKT_CALL_MUTEX_CREATE, {flags}); }
    Answer lock(Actor& actor, uint64_t mutex, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_MUTEX_LOCK, {mutex, until});
    }
    Answer unlock(Actor& actor, uint64_t mutex) {
        return call(actor, TAKT_CALL_MUTEX_UNLOCK, {mutex});
    }
    [[nodiscard]] Mutex& object(uint64_t name) {
        return *kernel().mutexes.find(Handle{static_cast<uint32_t>(name)});
    }

    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
};

TEST_F(MutexTest, OnlyTheOwnerUnlocks) {
    const uint64_t mutex = make();
    EXPECT_EQ(unlock(a, mutex), returned(-EPERM));
    EXPECT_EQ(lock(a, mutex), returned(0));
    EXPECT_EQ(unlock(b, mutex), returned(-EPERM));
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(unlock(a, mutex), returned(-EPERM));
}

TEST_F(MutexTest, LockingTwiceIsADeadlockUnlessRecursive) {
    const uint64_t checking = make();
    EXPECT_EQ(lock(a, checking), returned(0));
    EXPECT_EQ(lock(a, checking), returned(-EDEADLK));
    const uint64_t recursive = make(TAKT_RECURSIVE);
    EXPECT_EQ(lock(a, recursive), returned(0));
    EXPECT_EQ(lock(a, recursive), returned(0));
    EXPECT_EQ(unlock(a, recursive), returned(0));
    EXPECT_EQ(lock(b, recursive, 0), returned(-EBUSY));
    EXPECT_EQ(unlock(a, recursive), returned(0));
    EXPECT_EQ(lock(b, recursive, 0), returned(0));
}

TEST_F(MutexTest, GoesToTheMostUrgentWaiter) {
    Actor& c = make_thread(30, 1);
    const uint64_t mutex = make();
    ASSERT_EQ(lock(a, mutex), returned(0));
    ASSERT_EQ(lock(c, mutex), blocked);
    ASSERT_EQ(lock(b, mutex), blocked);
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(object(mutex).owner, &c.tcb());
    expect_running(c);
    EXPECT_EQ(c.context.result, 0);
    EXPECT_EQ(unlock(c, mutex), returned(0));
    EXPECT_EQ(object(mutex).owner, &b.tcb());
}

TEST_F(MutexTest, WaitingEndsInTime) {
    const uint64_t mutex = make();
    ASSERT_EQ(lock(a, mutex), returned(0));
    ASSERT_EQ(lock(b, mutex, platform().now_ns + 1'000), blocked);
    advance(999);
    EXPECT_EQ(b.stage(), Stage::blocked);
    advance(1);
    expect_running(b);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
    EXPECT_EQ(lock(b, mutex, 1), returned(-ETIMEDOUT)) << "too late already";
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(object(mutex).owner, nullptr);
}

TEST_F(MutexTest, AWakeUpCancelsTheTimeout) {
    const uint64_t mutex = make();
    ASSERT_EQ(lock(a, mutex), returned(0));
    ASSERT_EQ(lock(b, mutex, platform().now_ns + 1'000), blocked);
    ASSERT_EQ(unlock(a, mutex), returned(0));
    advance(5'000);
    EXPECT_EQ(b.context.result, 0);
    EXPECT_EQ(object(mutex).owner, &b.tcb());
}

TEST_F(MutexTest, RobustTellsTheHeirOnce) {
    const uint64_t mutex = make(TAKT_ROBUST | TAKT_SHARED);
    ASSERT_EQ(lock(a, mutex), returned(0));
    ASSERT_EQ(lock(b, mutex), blocked);
    bounce(a);
    ASSERT_TRUE(reclaim(a));
    ASSERT_EQ(takt_core_thread_detach(core(), a.thread), 0);
    a.thread = nullptr;
    settle();
    expect_running(b);
    EXPECT_EQ(b.context.result, -EOWNERDEAD);
    EXPECT_EQ(call(b, TAKT_CALL_MUTEX_CONSISTENT, {mutex}), returned(0));
    EXPECT_EQ(call(b, TAKT_CALL_MUTEX_CONSISTENT, {mutex}), returned(-EINVAL));
    EXPECT_EQ(unlock(b, mutex), returned(0));
    EXPECT_EQ(lock(b, mutex), returned(0));
}

TEST_F(MutexTest, RobustWithoutConsistencyIsLostForAll) {
    const uint64_t mutex = make(TAKT_ROBUST);
    ASSERT_EQ(lock(a, mutex), returned(0));
    bounce(a);
    ASSERT_TRUE(reclaim(a));
    ASSERT_EQ(takt_core_thread_detach(core(), a.thread), 0);
    a.thread = nullptr;
    ASSERT_EQ(lock(b, mutex), returned(-EOWNERDEAD));
    std::vector<Actor*> waiters;
    for (int count = 0; count < 7; ++count) {
        waiters.push_back(&make_thread(5, 0, false));
        ASSERT_TRUE(
            harden(*waiters.back(), takt_call{TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}}));
    }
    EXPECT_EQ(unlock(b, mutex), returned(0));
    for (Actor* waiter : waiters) {
        EXPECT_EQ(waiter->context.result, -ENOTRECOVERABLE);
        EXPECT_NE(waiter->stage(), Stage::blocked);
    }
    EXPECT_EQ(lock(b, mutex), returned(-ENOTRECOVERABLE));
}

TEST_F(MutexTest, WithoutRobustnessADeadOwnersMutexIsLostToo) {
    const uint64_t mutex = make();
    ASSERT_EQ(lock(a, mutex), returned(0));
    ASSERT_EQ(lock(b, mutex), blocked);
    bounce(a);
    ASSERT_TRUE(reclaim(a));
    ASSERT_EQ(takt_core_thread_detach(core(), a.thread), 0);
    a.thread = nullptr;
    settle();
    EXPECT_EQ(b.context.result, -ENOTRECOVERABLE) << "nobody waits for what nobody can release";
}

} // namespace
} // namespace takt::test
