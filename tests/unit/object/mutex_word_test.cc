// SPDX-License-Identifier: GPL-2.0-only
// Tests mutexes that user space locks by their words: who says who owns one, and what a process
// gets for overwriting a word.
#include "fake/world.hpp"

namespace takt::test {
namespace {

constexpr uint64_t low = 0xffffffff;

class MutexWordTest : public World {
protected:
    Actor& thread(uint32_t priority, uint32_t cpu) {
        const takt_sched sched{.policy = TAKT_POLICY_FIFO, .priority = priority, .slice_ns = 0};
        return make_thread(sched, cpu, true, process_);
    }
    uint64_t make(uint64_t flags = 0) { return create(a, TAKT_CALL_MUTEX_CREATE, {flags}); }
    Answer lock(Actor& actor, uint64_t mutex, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_MUTEX_LOCK, {mutex, until});
    }
    Answer unlock(Actor& actor, uint64_t mutex) {
        return call(actor, TAKT_CALL_MUTEX_UNLOCK, {mutex});
    }
    uint64_t& word(uint64_t mutex) { return words_[mutex & TAKT_MUTEX_INDEX_MASK]; }
    static uint64_t name(const Actor& actor) { return actor.tcb().handle().raw(); }
    static uint64_t free_word(uint64_t mutex) { return mutex << 32; }
    static uint64_t owned(uint64_t mutex, const Actor& actor) { return mutex << 32 | name(actor); }
    [[nodiscard]] Mutex& object(uint64_t mutex) {
        return *kernel().mutexes.find(Handle{static_cast<uint32_t>(mutex)});
    }

private:
    uint64_t words_[TAKT_MUTEX_WORDS_BYTES / sizeof(uint64_t)] = {};
    takt_process* process_ = make_process(plenty, words_);

protected:
    Actor& b = thread(20, 1);
    Actor& a = thread(10, 0);
};

TEST_F(MutexWordTest, IsLeftToItsUsersFromTheBeginning) {
    const uint64_t mutex = make();
    EXPECT_EQ(word(mutex), free_word(mutex));
    EXPECT_TRUE(object(mutex).left_to_users);
    for (uint32_t slot = 0; slot < limits::mutexes; ++slot) {
        EXPECT_NE(word(slot), 0U) << "or user space could lock a mutex named 0";
    }
}

TEST_F(MutexWordTest, ASharedOneHasNone) {
    const uint64_t mutex = make(TAKT_SHARED);
    EXPECT_EQ(word(mutex), uint64_t{TAKT_MUTEX_IN_CORE});
    EXPECT_EQ(lock(a, mutex), returned(0));
    EXPECT_EQ(object(mutex).owner, &a.tcb());
}

TEST_F(MutexWordTest, ACallLeavesTheWordAsUserSpaceWould) {
    const uint64_t mutex = make();
    EXPECT_EQ(lock(a, mutex), returned(0));
    EXPECT_EQ(word(mutex), owned(mutex, a));
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(word(mutex), free_word(mutex));
}

TEST_F(MutexWordTest, AWaiterMakesTheCoreLearnOfTheOwnerAndDonates) {
    const uint64_t mutex = make();
    word(mutex) = owned(mutex, a);
    EXPECT_EQ(lock(b, mutex), blocked);
    EXPECT_EQ(word(mutex) & TAKT_MUTEX_IN_CORE, TAKT_MUTEX_IN_CORE);
    EXPECT_EQ(object(mutex).owner, &a.tcb());
    EXPECT_EQ(a.tcb().effective, &b.tcb().own);
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(a.tcb().effective, &a.tcb().own);
    expect_running(b);
    EXPECT_EQ(word(mutex), owned(mutex, b)) << "nobody else waits: left to its users again";
}

TEST_F(MutexWordTest, StaysInTheCoreWhileSomebodyWaits) {
    Actor& c = thread(30, 1);
    const uint64_t mutex = make();
    word(mutex) = owned(mutex, a);
    EXPECT_EQ(lock(c, mutex), blocked);
    EXPECT_EQ(lock(b, mutex), blocked);
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(object(mutex).owner, &c.tcb());
    EXPECT_EQ(word(mutex) & TAKT_MUTEX_IN_CORE, TAKT_MUTEX_IN_CORE);
}

TEST_F(MutexWordTest, ErrorsAreTheSame) {
    const uint64_t mutex = make();
    word(mutex) = owned(mutex, a);
    EXPECT_EQ(call(a, TAKT_CALL_MUTEX_CONSISTENT, {mutex}), returned(-EINVAL));
    EXPECT_EQ(lock(a, mutex), returned(-EDEADLK));
    EXPECT_EQ(unlock(b, mutex), returned(-EPERM));
    EXPECT_EQ(lock(b, mutex, 0), returned(-EBUSY));
    EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {mutex}), returned(-EBUSY));
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(word(mutex), free_word(mutex));
    EXPECT_EQ(unlock(a, mutex), returned(-EPERM));
    EXPECT_EQ(lock(b, mutex), returned(0));
    EXPECT_EQ(word(mutex), owned(mutex, b));
}

TEST_F(MutexWordTest, ARecursiveOneIsCountedByTheCore) {
    const uint64_t mutex = make(TAKT_RECURSIVE);
    word(mutex) = owned(mutex, a);
    EXPECT_EQ(lock(a, mutex), returned(0));
    EXPECT_EQ(object(mutex).depth, 2U);
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_NE(word(mutex), free_word(mutex));
    EXPECT_EQ(unlock(a, mutex), returned(0));
    EXPECT_EQ(word(mutex), free_word(mutex));
}

TEST_F(MutexWordTest, AWaitForAConditionGivesItUp) {
    const uint64_t mutex = make();
    const uint64_t cond = create(a, TAKT_CALL_COND_CREATE, {0});
    word(mutex) = owned(mutex, b);
    EXPECT_EQ(call(b, TAKT_CALL_COND_WAIT, {cond, mutex, TAKT_FOREVER}), blocked);
    EXPECT_EQ(word(mutex), free_word(mutex));
    word(mutex) = owned(mutex, a);
    EXPECT_EQ(call(a, TAKT_CALL_COND_SIGNAL, {cond}), returned(0));
    EXPECT_EQ(object(mutex).owner, &a.tcb()) << "the waiter wants it back";
    EXPECT_EQ(unlock(a, mutex), returned(0));
    expect_running(b);
    EXPECT_EQ(word(mutex), owned(mutex, b));
}

TEST_F(MutexWordTest, ADyingOwnerIsFoundByTheWord) {
    const uint64_t plain = make();
    const uint64_t robust = make(TAKT_ROBUST);
    word(plain) = owned(plain, b);
    word(robust) = owned(robust, b);
    bounce(b);
    ASSERT_TRUE(reclaim(b));
    ASSERT_EQ(takt_core_thread_detach(core(), b.thread), 0);
    EXPECT_EQ(lock(a, plain), returned(-ENOTRECOVERABLE));
    EXPECT_EQ(lock(a, robust), returned(-EOWNERDEAD));
    EXPECT_EQ(call(a, TAKT_CALL_MUTEX_CONSISTENT, {robust}), returned(0));
    EXPECT_EQ(word(robust), owned(robust, a));
}

TEST_F(MutexWordTest, AClosedOneRefusesUserSpace) {
    const uint64_t mutex = make();
    EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {mutex}), returned(0));
    settle();
    EXPECT_NE(word(mutex), free_word(mutex));
    EXPECT_EQ(lock(a, mutex), returned(-ESTALE));
    const uint64_t next = make();
    EXPECT_EQ(&word(next), &word(mutex)) << "the same slot";
    EXPECT_NE(word(next), free_word(mutex)) << "and the old name does not fit it";
}

TEST_F(MutexWordTest, AnOverwrittenWordCostsItsProcessTheMutex) {
    Actor& stranger = make_thread(30, 1); // of another process
    const uint64_t nobody = name(a) ^ 0x400;
    for (const uint64_t owner : {name(stranger), nobody, uint64_t{0x7fffffff}, low,
                                 uint64_t{TAKT_MUTEX_IN_CORE}, make()}) {
        const uint64_t mutex = make();
        word(mutex) = mutex << 32 | owner;
        EXPECT_EQ(lock(a, mutex), returned(-ENOTRECOVERABLE)) << owner;
        EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {mutex}), returned(0));
    }
    EXPECT_EQ(stranger.tcb().effective, &stranger.tcb().own);
}

} // namespace
} // namespace takt::test
