// SPDX-License-Identifier: GPL-2.0-only
// Tests condition variables: signal, broadcast in steps, time-out, kick.
#include "fake/world.hpp"

namespace takt::test {
namespace {

class CondTest : public World {
protected:
    CondTest() {
        mutex = create(a, TAKT_CALL_MUTEX_CREATE);
        cond = create(a, TAKT_CALL_COND_CREATE);
    }
    Answer lock(Actor& actor) { return call(actor, TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}); }
    Answer unlock(Actor& actor) { return call(actor, TAKT_CALL_MUTEX_UNLOCK, {mutex}); }
    Answer wait(Actor& actor, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_COND_WAIT, {cond, mutex, until});
    }
    [[nodiscard]] Thread* owner() {
        return kernel().mutexes.find(Handle{static_cast<uint32_t>(mutex)})->owner;
    }
    /// A thread on CPU 1 that waits for the condition variable.
    Actor& waiter(uint32_t priority, uint64_t until = TAKT_FOREVER) {
        Actor& actor = make_thread(priority, 1, false);
        EXPECT_TRUE(harden(actor));
        // Whoever is more urgent there waits already.
        EXPECT_EQ(lock(actor), returned(0));
        EXPECT_EQ(wait(actor, until), blocked);
        return actor;
    }

    Actor& a = make_thread(10, 0);
    uint64_t mutex, cond;
};

TEST_F(CondTest, WaitingNeedsTheMutex) {
    EXPECT_EQ(wait(a), returned(-EPERM));
}

TEST_F(CondTest, WaitingGivesTheMutexUpAndASignalGivesItBack) {
    Actor& b = waiter(20);
    EXPECT_EQ(owner(), nullptr);
    EXPECT_EQ(call(a, TAKT_CALL_COND_SIGNAL, {cond}), returned(0));
    expect_running(b);
    EXPECT_EQ(b.context.result, 0);
    EXPECT_EQ(owner(), &b.tcb());
}

TEST_F(CondTest, ASignalUnderTheMutexMovesTheWaiterWithoutRunningIt) {
    Actor& b = waiter(20);
    ASSERT_EQ(lock(a), returned(0));
    EXPECT_EQ(call(a, TAKT_CALL_COND_SIGNAL, {cond}), returned(0));
    EXPECT_EQ(b.stage(), Stage::blocked);
    EXPECT_EQ(a.tcb().effective, &b.tcb().own) << "it donates now";
    EXPECT_EQ(unlock(a), returned(0));
    expect_running(b);
    EXPECT_EQ(owner(), &b.tcb());
}

TEST_F(CondTest, ASignalGoesToTheMostUrgent) {
    Actor& low = waiter(20);
    Actor& high = waiter(30);
    EXPECT_EQ(call(a, TAKT_CALL_COND_SIGNAL, {cond}), returned(0));
    expect_running(high);
    EXPECT_EQ(low.stage(), Stage::blocked);
}

TEST_F(CondTest, ABroadcastReachesAllInManySteps) {
    std::vector<Actor*> waiters;
    for (uint32_t priority = 20; priority < 37; ++priority) {
        waiters.push_back(&waiter(priority));
    }
    EXPECT_EQ(call(a, TAKT_CALL_COND_BROADCAST, {cond}), returned(0));
    for (uint32_t index = 17; index-- > 0;) {
        Actor& next = *waiters[index];
        expect_running(next);
        EXPECT_EQ(next.context.result, 0);
        EXPECT_EQ(owner(), &next.tcb());
        EXPECT_EQ(unlock(next), returned(0));
        bounce(next);
    }
    EXPECT_EQ(owner(), nullptr);
}

TEST_F(CondTest, ABroadcasterThatIsKickedHasItsWorkDoneInLinux) {
    std::vector<Actor*> waiters;
    for (uint32_t priority = 20; priority < 32; ++priority) {
        waiters.push_back(&waiter(priority));
    }
    takt_call call{TAKT_CALL_COND_BROADCAST, {cond}};
    platform().cpu = 0;
    platform().interrupts_off = true;
    const takt_next next = takt_core_on_syscall(core(), &call);
    EXPECT_EQ(next.context, &a.context);
    takt_core_kick(core(), a.thread, TAKT_REASON_SIGNAL);
    static_cast<void>(takt_core_on_bounce(core(), TAKT_REASON_FAULT, TAKT_HANDBACK_FAULT, 0));
    platform().cpus[0].loaded = nullptr;
    platform().interrupts_off = false;
    settle();
    EXPECT_EQ(waiters.front()->tcb().blocked_on->kind, Kind::cond) << "not reached yet";
    ASSERT_TRUE(reclaim(a));
    EXPECT_EQ(takt_core_completion(core(), a.thread), 0);
    settle();
    for (Actor* actor : waiters) {
        EXPECT_TRUE(actor->tcb().blocked_on == nullptr ||
                    actor->tcb().blocked_on->kind == Kind::mutex);
    }
}

TEST_F(CondTest, ATimeOutGivesTheMutexBackToo) {
    Actor& b = waiter(20, platform().now_ns + 1'000);
    advance(1'000);
    expect_running(b);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
    EXPECT_EQ(owner(), &b.tcb());
}

TEST_F(CondTest, ATimeOutWhileTheMutexIsTakenWaitsForIt) {
    Actor& b = waiter(20, platform().now_ns + 1'000);
    ASSERT_EQ(lock(a), returned(0));
    advance(1'000);
    EXPECT_EQ(b.stage(), Stage::blocked);
    EXPECT_EQ(unlock(a), returned(0));
    expect_running(b);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
}

TEST_F(CondTest, AKickedWaiterReturnsWithoutTheMutex) {
    Actor& b = waiter(20);
    kick(b);
    EXPECT_EQ(b.stage(), Stage::frozen);
    EXPECT_EQ(b.context.result, -EINTR);
    EXPECT_EQ(b.context.handbacks.back(), TAKT_HANDBACK_CONTINUE);
    EXPECT_EQ(owner(), nullptr);
}

TEST_F(CondTest, TheDepthOfARecursiveMutexComesBack) {
    mutex = create(a, TAKT_CALL_MUTEX_CREATE, {TAKT_RECURSIVE});
    Actor& b = make_thread(20, 1);
    for (int depth = 0; depth < 3; ++depth) {
        ASSERT_EQ(lock(b), returned(0));
    }
    ASSERT_EQ(wait(b), blocked);
    EXPECT_EQ(owner(), nullptr);
    EXPECT_EQ(call(a, TAKT_CALL_COND_SIGNAL, {cond}), returned(0));
    for (int depth = 0; depth < 3; ++depth) {
        EXPECT_EQ(owner(), &b.tcb());
        EXPECT_EQ(unlock(b), returned(0));
    }
    EXPECT_EQ(owner(), nullptr);
}

} // namespace
} // namespace takt::test
