// SPDX-License-Identifier: GPL-2.0-only
// Tests making and unmaking objects: quotas, stale names, closing under waiters, whole processes.
#include "object/registry.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class RegistryTest : public World {
protected:
    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
};

TEST_F(RegistryTest, AQuotaIsAnError) {
    takt_process* poor = make_process({1, 0, 0, 1, 0, 0, 0});
    Actor& c = make_thread({TAKT_POLICY_FIFO, 5, 0}, 0, false, poor);
    EXPECT_EQ(call_inband(c, TAKT_CALL_MUTEX_CREATE), -EDQUOT);
    const uint64_t semaphore = create(c, TAKT_CALL_SEM_CREATE, {0, 1});
    EXPECT_EQ(call_inband(c, TAKT_CALL_SEM_CREATE, {0, 1}), -EDQUOT);
    EXPECT_EQ(call_inband(c, TAKT_CALL_CLOSE, {semaphore}), 0);
    EXPECT_GT(call_inband(c, TAKT_CALL_SEM_CREATE, {0, 1}), 0);
}

TEST_F(RegistryTest, AClosedNameIsStale) {
    for (const auto& [number, arguments] :
         std::initializer_list<std::pair<uint64_t, std::array<uint64_t, 6>>>{
             {TAKT_CALL_MUTEX_CREATE, {}},
             {TAKT_CALL_COND_CREATE, {}},
             {TAKT_CALL_SEM_CREATE, {0, 1}},
             {TAKT_CALL_FLAGS_CREATE, {}},
             {TAKT_CALL_QUEUE_CREATE, {1, 1}},
             {TAKT_CALL_TIMER_CREATE, {}}}) {
        const uint64_t name = create(a, number, arguments);
        EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {name}), returned(0));
        EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {name}), returned(-ESTALE));
        EXPECT_EQ(call(a, TAKT_CALL_SEM_POST, {name}), returned(-ESTALE));
        EXPECT_EQ(call(a, TAKT_CALL_MUTEX_LOCK, {name, TAKT_FOREVER}), returned(-ESTALE));
        EXPECT_NE(create(a, number, arguments), name);
    }
}

TEST_F(RegistryTest, NamesOfTheWrongKindAreStale) {
    const uint64_t mutex = create(a, TAKT_CALL_MUTEX_CREATE);
    EXPECT_EQ(call(a, TAKT_CALL_SEM_POST, {mutex}), returned(-ESTALE));
    EXPECT_EQ(call(a, TAKT_CALL_QUEUE_RECEIVE, {mutex, 0, 64, 0}), returned(-ESTALE));
    EXPECT_EQ(call(a, TAKT_CALL_TIMER_SET, {mutex, 1, 0, 0}), returned(-ESTALE));
    EXPECT_EQ(call(a, TAKT_CALL_FLAGS_SET, {mutex, 1}), returned(-ESTALE));
    EXPECT_EQ(call(a, TAKT_CALL_COND_SIGNAL, {mutex}), returned(-ESTALE));
    EXPECT_EQ(call(a, TAKT_CALL_SEM_POST, {mutex | 1ULL << 32}), returned(-ESTALE));
}

TEST_F(RegistryTest, OtherProcessesUseOnlyWhatIsSharedAndCloseNothing) {
    Actor& stranger = make_thread({TAKT_POLICY_FIFO, 5, 0}, 0, false, make_process());
    const uint64_t own = create(a, TAKT_CALL_SEM_CREATE, {1, 1});
    const uint64_t shared = create(a, TAKT_CALL_SEM_CREATE, {1, 1, TAKT_SHARED});
    EXPECT_EQ(call_inband(stranger, TAKT_CALL_SEM_WAIT, {own, 0}), -ESTALE);
    EXPECT_EQ(call_inband(stranger, TAKT_CALL_SEM_WAIT, {shared, 0}), 0);
    EXPECT_EQ(call_inband(stranger, TAKT_CALL_CLOSE, {shared}), -EPERM);
}

TEST_F(RegistryTest, ALockedMutexAndAThreadAreNotClosed) {
    const uint64_t mutex = create(a, TAKT_CALL_MUTEX_CREATE);
    ASSERT_EQ(call(a, TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}), returned(0));
    EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {mutex}), returned(-EBUSY));
    EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {a.tcb().handle().raw()}), returned(-EINVAL));
}

TEST_F(RegistryTest, ClosingSendsManyWaitersAwayInSteps) {
    const uint64_t semaphore = create(a, TAKT_CALL_SEM_CREATE, {0, 1});
    std::vector<Actor*> waiters;
    for (uint32_t count = 0; count < 13; ++count) {
        waiters.push_back(&make_thread(30, 1, false));
        ASSERT_TRUE(
            harden(*waiters.back(), takt_call{TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}}));
    }
    EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {semaphore}), returned(0));
    for (Actor* waiter : waiters) {
        EXPECT_EQ(waiter->context.result, -EIDRM);
        EXPECT_NE(waiter->stage(), Stage::blocked);
    }
    EXPECT_EQ(kernel().semaphores.used(), 0U);
}

TEST_F(RegistryTest, AProcessTakesAllItsObjectsWithIt) {
    takt_process* other = make_process();
    Actor& owner = make_thread({TAKT_POLICY_FIFO, 5, 0}, 0, false, other);
    const uint64_t semaphore = create(owner, TAKT_CALL_SEM_CREATE, {0, 1, TAKT_SHARED});
    create(owner, TAKT_CALL_MUTEX_CREATE, {TAKT_SHARED});
    create(owner, TAKT_CALL_COND_CREATE);
    create(owner, TAKT_CALL_FLAGS_CREATE);
    create(owner, TAKT_CALL_QUEUE_CREATE, {4, 4});
    const uint64_t timer = create(owner, TAKT_CALL_TIMER_CREATE);
    ASSERT_EQ(call_inband(owner, TAKT_CALL_TIMER_SET, {timer, platform().now_ns + 500, 0, 0}), 0);
    for (uint32_t count = 0; count < 6; ++count) {
        Actor& waiter = make_thread(30, 1, false);
        ASSERT_TRUE(harden(waiter, takt_call{TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}}));
    }
    EXPECT_EQ(takt_core_process_detach(core(), other), -EBUSY);
    ASSERT_EQ(takt_core_thread_detach(core(), owner.thread), 0);
    owner.thread = nullptr;
    EXPECT_EQ(takt_core_process_detach(core(), other), 0);
    settle();
    EXPECT_EQ(kernel().mutexes.used() + kernel().conds.used() + kernel().semaphores.used() +
                  kernel().flags.used() + kernel().queues.used() + kernel().timers.used(),
              0U);
    advance(1'000);
}

TEST_F(RegistryTest, AMutexOfAGoneProcessLeavesItsForeignOwner) {
    takt_process* other = make_process();
    Actor& maker = make_thread({TAKT_POLICY_FIFO, 5, 0}, 0, false, other);
    const uint64_t mutex = create(maker, TAKT_CALL_MUTEX_CREATE, {TAKT_SHARED});
    ASSERT_EQ(call(a, TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}), returned(0));
    ASSERT_EQ(call(b, TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}), blocked);
    EXPECT_EQ(a.tcb().effective, &b.tcb().own);
    ASSERT_EQ(takt_core_thread_detach(core(), maker.thread), 0);
    maker.thread = nullptr;
    ASSERT_EQ(takt_core_process_detach(core(), other), 0);
    settle();
    EXPECT_EQ(a.tcb().effective, &a.tcb().own);
    EXPECT_EQ(b.context.result, -EIDRM);
    EXPECT_EQ(call(a, TAKT_CALL_MUTEX_UNLOCK, {mutex}), returned(-ESTALE));
}

} // namespace
} // namespace takt::test
