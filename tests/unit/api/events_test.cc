// SPDX-License-Identifier: GPL-2.0-only
// Tests the events one by one: what each returns as the next context, before anything settles.
#include <cstring>

#include "fake/world.hpp"
#include "seam/core.h"

namespace takt::test {
namespace {

constexpr uint64_t inbox = 0x20000;

class EventsTest : public World {
protected:
    /// One event on @p cpu, and nothing after it.
    template<typename Event>
    takt_next event(uint32_t cpu, Event what) {
        platform().cpu = cpu;
        platform().interrupts_off = true;
        const takt_next next = what();
        platform().interrupts_off = false;
        EXPECT_EQ(platform().locks_held, 0U);
        platform().cpus[cpu].loaded = next.context;
        return next;
    }
    takt_next syscall(uint32_t cpu, const takt_call& call) {
        return event(cpu, [&] { return takt_core_on_syscall(core(), &call); });
    }
};

TEST_F(EventsTest, WithNothingToDoTheCpuStaysWithLinux) {
    for (const auto on :
         {takt_core_on_timer, takt_core_on_ipi, takt_core_on_clock_set, takt_core_on_loaded}) {
        const takt_next next = event(0, [&] { return on(core()); });
        EXPECT_EQ(next.context, nullptr);
        EXPECT_FALSE(next.deliver);
        EXPECT_EQ(platform().cpus[0].shot_ns, UINT64_MAX);
        EXPECT_FALSE(platform().cpus[0].ipi);
    }
}

TEST_F(EventsTest, CallsThatConcernNobodyElseReturnWithoutDispatch) {
    Actor& a = make_thread(10);
    a.tcb().kick = TAKT_REASON_SIGNAL; // would be noticed by a dispatch
    const takt_next next = syscall(0, {TAKT_CALL_SELF, {}});
    EXPECT_EQ(next.context, &a.context);
    EXPECT_EQ(a.context.result, static_cast<int64_t>(a.tcb().handle().raw()));
    EXPECT_EQ(a.stage(), Stage::running);
    a.tcb().kick = TAKT_REASON_NONE;
}

TEST_F(EventsTest, ACallThatBlocksEndsWithTheNextInLine) {
    Actor& low = make_thread(10);
    make_thread(20);
    const takt_next next = syscall(0, {TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}});
    EXPECT_EQ(next.context, &low.context);
    const takt_next last = syscall(0, {TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}});
    EXPECT_EQ(last.context, nullptr) << "Linux";
}

TEST_F(EventsTest, WhatTheLastCallLeftOverComesBeforeTheNextCall) {
    Actor& a = make_thread(10);
    const uint64_t group = create(a, TAKT_CALL_FLAGS_CREATE, {0});
    for (uint32_t count = 0; count < 9; ++count) {
        Actor& waiter = make_thread(30, 1, false);
        ASSERT_TRUE(harden(
            waiter, takt_call{TAKT_CALL_FLAGS_WAIT, {group, 1, TAKT_FLAGS_ANY, TAKT_FOREVER}}));
    }
    syscall(0, {TAKT_CALL_FLAGS_SET, {group, 1}});
    EXPECT_EQ(a.tcb().unfinished.what, Unfinished::What::flags) << "4 of 9 are awake";
    EXPECT_TRUE(platform().cpus[0].ipi) << "which asks for the next step";

    a.context.result_set = false;
    takt_next next = syscall(0, {TAKT_CALL_FLAGS_CLEAR, {group, 1}});
    EXPECT_EQ(next.context, &a.context);
    EXPECT_EQ(a.context.restarts, 1) << "8 of 9: the call executes again";
    EXPECT_FALSE(a.context.result_set);
    next = syscall(0, {TAKT_CALL_FLAGS_CLEAR, {group, 1}});
    EXPECT_EQ(a.context.restarts, 1);
    EXPECT_EQ(a.context.result, 1) << "all 9 saw the flag before it was cleared";
    settle();
}

TEST_F(EventsTest, AnIpiTakesAStepOfWhatIsLeftOver) {
    Actor& a = make_thread(10);
    const uint64_t semaphore = create(a, TAKT_CALL_SEM_CREATE, {0, 1});
    for (uint32_t count = 0; count < 6; ++count) {
        Actor& waiter = make_thread(30, 1, false);
        ASSERT_TRUE(harden(waiter, takt_call{TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}}));
    }
    syscall(0, {TAKT_CALL_CLOSE, {semaphore}});
    ASSERT_EQ(a.tcb().unfinished.what, Unfinished::What::close);
    for (const auto left : {Unfinished::What::close, Unfinished::What::nothing}) {
        platform().cpus[0].ipi = false;
        const takt_next next = event(0, [&] { return takt_core_on_ipi(core()); });
        EXPECT_EQ(next.context, &a.context);
        EXPECT_EQ(a.tcb().unfinished.what, left) << "4, then 2 of 6 are sent away";
        EXPECT_EQ(platform().cpus[0].ipi, left != Unfinished::What::nothing);
    }
    settle();
}

TEST_F(EventsTest, ABounceGoesOnWithLinuxAndTellsWhy) {
    Actor& a = make_thread(10);
    const takt_next next = event(0, [&] {
        return takt_core_on_bounce(core(), TAKT_REASON_FAULT, TAKT_HANDBACK_FAULT, 0xdead'b000);
    });
    EXPECT_EQ(next.context, nullptr);
    EXPECT_EQ(a.status.last_reason, static_cast<uint32_t>(TAKT_REASON_FAULT));
    EXPECT_EQ(a.status.last_detail, 0xdead'b000U);
    EXPECT_EQ(a.context.linux_wakes, 1);
}

TEST_F(EventsTest, AMessageThatIsReceivedWhileHardeningIsCopiedWhenItsMemoryIsLoaded) {
    platform().map(inbox, 64);
    Actor& sender = make_thread({TAKT_POLICY_WEAK, 0, 0}, 0, false);
    const uint64_t queue = create(sender, TAKT_CALL_QUEUE_CREATE, {1, 8});
    std::memcpy(platform().find(inbox, 8), "message!", 8);
    ASSERT_EQ(call_inband(sender, TAKT_CALL_QUEUE_SEND, {queue, inbox, 8, 2, 0}), 0);
    std::memset(platform().find(inbox, 8), 0, 8);

    Actor& a = make_thread(10, 0, false);
    const takt_call receive{TAKT_CALL_QUEUE_RECEIVE, {queue, inbox, 8, TAKT_FOREVER}};
    takt_request request;
    ASSERT_EQ(takt_core_fetch(core(), &receive, &request), 0);
    bool entered = false;
    takt_next next =
        event(0, [&] { return takt_core_harden(core(), a.thread, &request, &entered); });
    EXPECT_TRUE(entered);
    EXPECT_EQ(next.context, &a.context);
    EXPECT_TRUE(next.deliver);
    EXPECT_EQ(*platform().find(inbox, 1), 0) << "not yet: root's memory is loaded";
    next = event(0, [&] { return takt_core_on_loaded(core()); });
    EXPECT_EQ(next.context, &a.context);
    EXPECT_FALSE(next.deliver);
    EXPECT_EQ(std::memcmp(platform().find(inbox, 8), "message!", 8), 0);
    EXPECT_EQ(a.context.result, 2 << 16 | 8);
}

TEST_F(EventsTest, ADeliveryThatFaultsGoesToLinuxWhichCompletesIt) {
    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    platform().map(0x1000, 8);
    const uint64_t queue = create(a, TAKT_CALL_QUEUE_CREATE, {1, 8});
    ASSERT_EQ(call(b, TAKT_CALL_QUEUE_RECEIVE, {queue, inbox, 8, TAKT_FOREVER}), blocked);
    std::memcpy(platform().find(0x1000, 8), "message!", 8);
    ASSERT_EQ(call(a, TAKT_CALL_QUEUE_SEND, {queue, 0x1000, 8, 0, 0}), returned(0));
    EXPECT_EQ(b.stage(), Stage::frozen);
    EXPECT_EQ(b.status.last_reason, static_cast<uint32_t>(TAKT_REASON_COPY_FAULT));
    EXPECT_EQ(b.status.last_detail, inbox);
    ASSERT_TRUE(reclaim(b));
    platform().map(inbox, 8); // the fault is resolved
    EXPECT_EQ(takt_core_completion(core(), b.thread), 0);
    EXPECT_EQ(std::memcmp(platform().find(inbox, 8), "message!", 8), 0);
    EXPECT_EQ(takt_core_completion(core(), b.thread), 0) << "nothing to do any more";
}

TEST_F(EventsTest, AHardenThatMayNotEnterLeavesTheCpuToLinux) {
    Actor& a = make_thread(10, 0, false);
    a.context.signalled = true;
    bool entered = true;
    const takt_next next =
        event(0, [&] { return takt_core_harden(core(), a.thread, nullptr, &entered); });
    EXPECT_FALSE(entered);
    EXPECT_EQ(next.context, nullptr);
    EXPECT_EQ(a.stage(), Stage::inband);
}

} // namespace
} // namespace takt::test
