// SPDX-License-Identifier: GPL-2.0-only
// Tests the in-band services: they come and go with interrupts on, and tell other CPUs what
// changed.
#include <algorithm>
#include <cstring>

#include "fake/world.hpp"
#include "seam/core.h"

namespace takt::test {
namespace {

class ServicesTest : public World {
protected:
    /// Interrupts are as they were, and no lock is left.
    void expect_open() {
        EXPECT_FALSE(platform().interrupts_off);
        EXPECT_EQ(platform().locks_held, 0U);
    }
    int fetch(uint64_t number, std::initializer_list<uint64_t> arguments = {}) {
        takt_call call{.number = number, .arg = {}};
        std::copy(arguments.begin(), arguments.end(), call.arg);
        return takt_core_fetch(core(), &call, &request);
    }
    takt_request request;
    Actor& linux_thread = make_thread(1, 0, false);
};

TEST_F(ServicesTest, FetchTellsWhatIsWrong) {
    EXPECT_EQ(fetch(TAKT_CALL_LIMIT), -ENOSYS);
    EXPECT_EQ(fetch(TAKT_CALL_SEM_CREATE, {2, 1}), -EINVAL);
    EXPECT_EQ(fetch(TAKT_CALL_QUEUE_SEND, {1, 0xbad0000, 8, 0, 0}), -EFAULT);
    EXPECT_EQ(fetch(TAKT_CALL_QUEUE_SEND, {1, 0xbad0000, TAKT_QUEUE_BYTES_MAX + 1, 0, 0}),
              -EMSGSIZE);
    EXPECT_EQ(fetch(TAKT_CALL_YIELD), 0);
}

TEST_F(ServicesTest, CallsThatMayBlockAreNotServedInLinux) {
    ASSERT_EQ(fetch(TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}), 0);
    EXPECT_TRUE(takt_core_call_blocks(&request));
    EXPECT_EQ(takt_core_serve_inband(core(), linux_thread.thread, &request), -EINVAL);
    ASSERT_EQ(fetch(TAKT_CALL_SELF), 0);
    EXPECT_FALSE(takt_core_call_blocks(&request));
    EXPECT_EQ(takt_core_serve_inband(core(), linux_thread.thread, &request),
              static_cast<int64_t>(linux_thread.tcb().handle().raw()));
    expect_open();
}

TEST_F(ServicesTest, AServiceTellsTheCpuThatMustDispatch) {
    const uint64_t semaphore = create(linux_thread, TAKT_CALL_SEM_CREATE, {0, 9});
    Actor& here = make_thread(20, 0, false);
    Actor& there = make_thread(20, 1, false);
    const takt_call wait{TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}};
    ASSERT_TRUE(harden(there, wait));
    ASSERT_TRUE(harden(here, wait));
    ASSERT_EQ(fetch(TAKT_CALL_SEM_POST, {semaphore}), 0);
    platform().cpu = 0;
    EXPECT_EQ(takt_core_serve_inband(core(), linux_thread.thread, &request), 0);
    EXPECT_FALSE(platform().cpus[0].ipi);
    EXPECT_TRUE(platform().cpus[1].ipi) << "first come, first served: it is there";
    settle();
    expect_running(there);
    platform().cpu = 0;
    EXPECT_EQ(takt_core_serve_inband(core(), linux_thread.thread, &request), 0);
    EXPECT_TRUE(platform().cpus[0].ipi) << "its own CPU, too: the service itself stays in Linux";
    EXPECT_EQ(here.stage(), Stage::ready);
    settle();
    expect_running(here);
}

TEST_F(ServicesTest, AMessageReceivedInLinuxIsCopiedThere) {
    platform().map(0x1000, 8);
    const uint64_t queue = create(linux_thread, TAKT_CALL_QUEUE_CREATE, {2, 8});
    ASSERT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_SEND, {queue, 0x1000, 8, 1, 0}), 0);
    ASSERT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_SEND, {queue, 0x1000, 8, 1, 0}), 0);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_RECEIVE, {queue, 0x1000, 8, 0}),
              1 << 16 | 8);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_RECEIVE, {queue, 0xbad0000, 8, 0}),
              -EFAULT);
    EXPECT_FALSE(linux_thread.tcb().delivery.pending) << "the message is lost, as the error says";
    expect_open();
}

TEST_F(ServicesTest, ParametersFromLinuxActAtOnce) {
    Actor& low = make_thread(10);
    Actor& high = make_thread(20);
    expect_running(high);
    const takt_sched wrong{TAKT_POLICY_FIFO, 100, 0};
    EXPECT_EQ(takt_core_thread_sched(core(), low.thread, &wrong), -EINVAL);
    const takt_sched urgent{TAKT_POLICY_FIFO, 30, 0};
    EXPECT_EQ(takt_core_thread_sched(core(), low.thread, &urgent), 0);
    settle();
    expect_running(low);
    expect_open();
}

TEST_F(ServicesTest, InfoOfAWeakThreadHasNoPriority) {
    Actor& weak = make_thread({TAKT_POLICY_WEAK, 0, 0}, 1, false);
    takt_thread_info info;
    std::memset(&info, 0xff, sizeof(info));
    takt_core_thread_info(core(), weak.thread, &info);
    EXPECT_EQ(info.policy, TAKT_POLICY_WEAK);
    EXPECT_EQ(info.priority, 0U);
    EXPECT_EQ(info.stage, TAKT_STAGE_INBAND);
    EXPECT_EQ(info.cpu, 1U);
    EXPECT_EQ(info.runtime_ns, 0U);
    for (const uint64_t count : info.handbacks) {
        EXPECT_EQ(count, 0U);
    }
    expect_open();
}

TEST_F(ServicesTest, DetachingAnOwnerFlushesAnyNumberOfWaiters) {
    Actor& owner = make_thread(10);
    const uint64_t lost = create(owner, TAKT_CALL_MUTEX_CREATE);
    const uint64_t robust = create(owner, TAKT_CALL_MUTEX_CREATE, {TAKT_ROBUST});
    ASSERT_EQ(call(owner, TAKT_CALL_MUTEX_LOCK, {lost, TAKT_FOREVER}), returned(0));
    ASSERT_EQ(call(owner, TAKT_CALL_MUTEX_LOCK, {robust, TAKT_FOREVER}), returned(0));
    std::vector<Actor*> waiters;
    for (uint32_t count = 0; count < 2 * limits::waiters_per_step + 1; ++count) {
        waiters.push_back(&make_thread(30, 1, false));
        ASSERT_TRUE(harden(*waiters.back(), takt_call{TAKT_CALL_MUTEX_LOCK, {lost, TAKT_FOREVER}}));
    }
    EXPECT_EQ(takt_core_thread_detach(core(), owner.thread), -EBUSY);
    bounce(owner);
    ASSERT_TRUE(reclaim(owner));
    EXPECT_EQ(takt_core_thread_detach(core(), owner.thread), 0);
    owner.thread = nullptr;
    settle();
    for (const Actor* waiter : waiters) {
        EXPECT_EQ(waiter->context.result, -ENOTRECOVERABLE);
        EXPECT_NE(waiter->stage(), Stage::blocked);
    }
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_MUTEX_LOCK, {robust, 0}), -EOWNERDEAD);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_MUTEX_UNLOCK, {robust}), 0);
    expect_open();
}

TEST_F(ServicesTest, AProcessIsReplacedByAnotherInItsSlot) {
    takt_process* first = make_process({1, 1, 1, 1, 1, 1, 1});
    Actor& maker = make_thread({TAKT_POLICY_WEAK, 0, 0}, 0, false, first);
    create(maker, TAKT_CALL_SEM_CREATE, {0, 1});
    EXPECT_EQ(takt_core_process_detach(core(), first), -EBUSY) << "it has a thread";
    ASSERT_EQ(takt_core_thread_detach(core(), maker.thread), 0);
    maker.thread = nullptr;
    EXPECT_EQ(takt_core_process_detach(core(), first), 0);
    EXPECT_EQ(kernel().semaphores.used(), 0U);
    takt_process* second = make_process({1, 0, 0, 1, 0, 0, 0});
    EXPECT_EQ(second, first);
    Actor& heir = make_thread({TAKT_POLICY_WEAK, 0, 0}, 0, false, second);
    EXPECT_GT(call_inband(heir, TAKT_CALL_SEM_CREATE, {0, 1}), 0) << "nothing is charged to it";
    EXPECT_EQ(call_inband(heir, TAKT_CALL_MUTEX_CREATE), -EDQUOT) << "its own quotas hold";
    expect_open();
}

TEST_F(ServicesTest, AKickMayComeFromAnInterrupt) {
    Actor& a = make_thread(10, 1);
    platform().cpu = 0;
    platform().interrupts_off = true;
    takt_core_kick(core(), a.thread, TAKT_REASON_SIGNAL);
    EXPECT_TRUE(platform().interrupts_off) << "restored, not opened";
    platform().interrupts_off = false;
    EXPECT_TRUE(platform().cpus[1].ipi);
    settle();
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.status.last_reason, static_cast<uint32_t>(TAKT_REASON_SIGNAL));
}

TEST_F(ServicesTest, OnlyWhatIsFrozenIsReclaimed) {
    EXPECT_FALSE(takt_core_reclaim(core(), linux_thread.thread));
    Actor& a = make_thread(10);
    EXPECT_FALSE(takt_core_reclaim(core(), a.thread));
    bounce(a);
    EXPECT_TRUE(takt_core_reclaim(core(), a.thread));
    EXPECT_EQ(takt_core_completion(core(), a.thread), 0) << "nothing is left over";
    expect_open();
}

} // namespace
} // namespace takt::test
