// SPDX-License-Identifier: GPL-2.0-only
// Tests donation: chains, branches, across CPUs, their ends by unlock, time-out and kick, and the
// limits.
#include "wait/donation.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class DonationTest : public World {
protected:
    DonationTest() : World{2} {}

    uint64_t make() { return create(maker, TAKT_CALL_MUTEX_CREATE, {TAKT_SHARED}); }
    Answer lock(Actor& actor, uint64_t mutex, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_MUTEX_LOCK, {mutex, until});
    }
    Answer unlock(Actor& actor, uint64_t mutex) {
        return call(actor, TAKT_CALL_MUTEX_UNLOCK, {mutex});
    }
    /// @p actor, in Linux mode, enters RT mode with a lock call.
    void enter_with_lock(Actor& actor, uint64_t mutex) {
        ASSERT_TRUE(harden(actor, takt_call{TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}}));
    }
    static uint32_t priority_of(const Actor& actor) {
        return priority_max - static_cast<uint32_t>(actor.tcb().effective->urgency().within());
    }

    Actor& maker = make_thread(1, 1, false);
};

TEST_F(DonationTest, TheOwnerRunsOnTheWaitersContext) {
    const uint64_t mutex = make();
    Actor& high = make_thread(30, 0, false);
    Actor& middle = make_thread(20, 0, false);
    Actor& low = make_thread(10);
    ASSERT_EQ(lock(low, mutex), returned(0));
    ASSERT_TRUE(harden(middle, takt_call{TAKT_CALL_SLEEP_UNTIL, {platform().now_ns + 1'000}}));
    enter_with_lock(high, mutex);
    EXPECT_EQ(high.stage(), Stage::blocked);
    expect_running(low);
    EXPECT_EQ(low.tcb().effective, &high.tcb().own);
    const uint64_t used = high.tcb().own.consumed().ns;
    advance(5'000);
    expect_running(low);
    EXPECT_EQ(middle.stage(), Stage::ready) << "not more urgent than the owner";
    EXPECT_EQ(unlock(low, mutex), returned(0));
    expect_running(high);
    EXPECT_EQ(high.tcb().own.consumed().ns, used + 5'000)
        << "the owner ran on the waiter's context";
    EXPECT_EQ(low.tcb().effective, &low.tcb().own);
    bounce(high);
    expect_running(middle);
}

TEST_F(DonationTest, AnHeirGoesBehindItsEquals) {
    const uint64_t mutex = make();
    Actor& high = make_thread(30, 0, false);
    Actor& equal = make_thread(30, 0, false);
    Actor& low = make_thread(10);
    ASSERT_EQ(lock(low, mutex), returned(0));
    ASSERT_TRUE(harden(equal, takt_call{TAKT_CALL_SLEEP_UNTIL, {platform().now_ns + 1'000}}));
    enter_with_lock(high, mutex);
    advance(5'000);
    expect_running(low);
    EXPECT_EQ(unlock(low, mutex), returned(0));
    expect_running(equal);
    bounce(equal);
    expect_running(high);
    bounce(high);
    expect_running(low);
}

TEST_F(DonationTest, AcrossCpusTheContextGoesWhereTheOwnerIs) {
    const uint64_t mutex = make();
    Actor& low = make_thread(10, 0);
    Actor& busy = make_thread(20, 0, false);
    ASSERT_EQ(lock(low, mutex), returned(0));
    ASSERT_TRUE(harden(busy));
    expect_running(busy);
    Actor& high = make_thread(30, 1);
    ASSERT_EQ(lock(high, mutex), blocked);
    EXPECT_EQ(running(1), nullptr);
    expect_running(low);
    EXPECT_EQ(unlock(low, mutex), returned(0));
    expect_running(busy);
    expect_running(high);
    EXPECT_EQ(low.stage(), Stage::ready);
}

TEST_F(DonationTest, ChainsPassTheMostUrgentToTheEnd) {
    const uint64_t first = make();
    const uint64_t second = make();
    Actor& high = make_thread(30, 0, false);
    Actor& middle = make_thread(20, 0, false);
    Actor& low = make_thread(10);
    ASSERT_EQ(lock(low, first), returned(0));
    ASSERT_TRUE(harden(middle));
    ASSERT_EQ(lock(middle, second), returned(0));
    ASSERT_EQ(lock(middle, first), blocked);
    EXPECT_EQ(priority_of(low), 20U);
    enter_with_lock(high, second);
    EXPECT_EQ(priority_of(low), 30U);
    EXPECT_EQ(priority_of(middle), 30U);
    EXPECT_EQ(unlock(low, first), returned(0));
    EXPECT_EQ(priority_of(low), 10U);
    expect_running(middle);
    EXPECT_EQ(unlock(middle, second), returned(0));
    expect_running(high);
    EXPECT_EQ(priority_of(middle), 20U);
}

TEST_F(DonationTest, SeveralMutexesTheMostUrgentWaiterOfAllCounts) {
    const uint64_t x = make();
    const uint64_t y = make();
    Actor& p30 = make_thread(30, 1, false);
    Actor& p20 = make_thread(20, 1, false);
    Actor& low = make_thread(10);
    ASSERT_EQ(lock(low, x), returned(0));
    ASSERT_EQ(lock(low, y), returned(0));
    enter_with_lock(p20, x);
    EXPECT_EQ(priority_of(low), 20U);
    enter_with_lock(p30, y);
    EXPECT_EQ(priority_of(low), 30U);
    EXPECT_EQ(unlock(low, y), returned(0));
    EXPECT_EQ(priority_of(low), 20U);
    EXPECT_EQ(unlock(low, x), returned(0));
    EXPECT_EQ(priority_of(low), 10U);
}

TEST_F(DonationTest, ATimeOutTakesTheDonationBack) {
    const uint64_t mutex = make();
    Actor& high = make_thread(30, 1);
    Actor& low = make_thread(10, 0);
    ASSERT_EQ(lock(low, mutex), returned(0));
    ASSERT_EQ(lock(high, mutex, platform().now_ns + 1'000), blocked);
    EXPECT_EQ(priority_of(low), 30U);
    advance(1'000);
    EXPECT_EQ(priority_of(low), 10U);
    expect_running(high);
}

TEST_F(DonationTest, AKickTakesTheDonationBack) {
    const uint64_t mutex = make();
    Actor& high = make_thread(30, 1);
    Actor& low = make_thread(10, 0);
    ASSERT_EQ(lock(low, mutex), returned(0));
    ASSERT_EQ(lock(high, mutex), blocked);
    kick(high);
    EXPECT_EQ(priority_of(low), 10U);
    EXPECT_EQ(high.stage(), Stage::frozen);
    EXPECT_EQ(high.context.handbacks.back(), TAKT_HANDBACK_RESTART);
}

TEST_F(DonationTest, AnOwnerThatWaitsForSomethingElseRisesInThatQueue) {
    const uint64_t mutex = make();
    const uint64_t semaphore = create(maker, TAKT_CALL_SEM_CREATE, {0, 1, TAKT_SHARED});
    Actor& other = make_thread(20, 0, false);
    Actor& owner = make_thread(10, 0);
    ASSERT_EQ(lock(owner, mutex), returned(0));
    ASSERT_EQ(call(owner, TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}), blocked);
    ASSERT_TRUE(harden(other, takt_call{TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}}));
    Actor& high = make_thread(30, 1);
    ASSERT_EQ(lock(high, mutex), blocked);
    EXPECT_EQ(call_inband(maker, TAKT_CALL_SEM_POST, {semaphore}), 0);
    expect_running(owner);
    EXPECT_EQ(other.stage(), Stage::blocked);
}

TEST_F(DonationTest, ChangingThePriorityOfAWaiterChangesTheOwners) {
    const uint64_t mutex = make();
    Actor& high = make_thread(30, 1);
    Actor& low = make_thread(10, 0);
    ASSERT_EQ(lock(low, mutex), returned(0));
    ASSERT_EQ(lock(high, mutex), blocked);
    const takt_sched up{TAKT_POLICY_FIFO, 50, 0};
    ASSERT_EQ(takt_core_thread_sched(core(), high.thread, &up), 0);
    settle();
    EXPECT_EQ(priority_of(low), 50U);
    const takt_sched down{TAKT_POLICY_FIFO, 5, 0};
    ASSERT_EQ(takt_core_thread_sched(core(), high.thread, &down), 0);
    settle();
    EXPECT_EQ(priority_of(low), 10U);
}

TEST_F(DonationTest, CyclesAreRefused) {
    const uint64_t x = make();
    const uint64_t y = make();
    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    ASSERT_EQ(lock(a, x), returned(0));
    ASSERT_EQ(lock(b, y), returned(0));
    ASSERT_EQ(lock(a, y), blocked);
    EXPECT_EQ(lock(b, x), returned(-EDEADLK));
    EXPECT_EQ(lock(b, x, 0), returned(-EDEADLK));
    EXPECT_EQ(unlock(b, y), returned(0));
    expect_running(a);
}

TEST_F(DonationTest, EightLinksArePossibleNineAreNot) {
    // thread[i] owns mutex[i] and waits for mutex[i - 1].
    std::vector<uint64_t> mutexes;
    for (uint32_t index = 0; index < 10; ++index) {
        mutexes.push_back(make());
    }
    std::vector<Actor*> chain;
    for (uint32_t index = 0; index < 9; ++index) {
        chain.push_back(&make_thread(10 + index, 0));
        ASSERT_EQ(lock(*chain[index], mutexes[index]), returned(0));
        if (index > 0) {
            ASSERT_EQ(lock(*chain[index], mutexes[index - 1]), blocked) << index;
        }
    }
    EXPECT_EQ(priority_of(*chain[0]), 18U);
    Actor& ninth = make_thread(90, 1);
    EXPECT_EQ(lock(ninth, mutexes[8]), returned(-ELOOP));
    // Nor from the other end: the head of a chain of eight cannot wait for anything.
    ASSERT_EQ(lock(ninth, mutexes[9]), returned(0));
    EXPECT_EQ(lock(*chain[0], mutexes[9]), returned(-ELOOP));
    // One link fewer, and there is room at both ends for one.
    kick(*chain[8]);
    EXPECT_EQ(lock(ninth, mutexes[7]), blocked);
    EXPECT_EQ(priority_of(*chain[0]), 90U);
}

} // namespace
} // namespace takt::test
