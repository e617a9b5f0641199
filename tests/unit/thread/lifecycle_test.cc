// SPDX-License-Identifier: GPL-2.0-only
// Tests the coming and going of CPUs, processes and threads.
#include "thread/lifecycle.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class LifecycleTest : public World {
protected:
    int cpu_up() {
        platform().interrupts_off = true;
        const int error = takt_core_cpu_up(core());
        platform().interrupts_off = false;
        return error;
    }
    int cpu_down() {
        platform().interrupts_off = true;
        const int error = takt_core_cpu_down(core());
        platform().interrupts_off = false;
        return error;
    }
};

TEST_F(LifecycleTest, ACpuGoesDownOnlyWithoutRtThreads) {
    platform().cpu = 1;
    EXPECT_EQ(cpu_up(), -EBUSY);
    Actor& a = make_thread(10, 1);
    ASSERT_EQ(call(a, TAKT_CALL_SLEEP_UNTIL, {TAKT_FOREVER}), blocked);
    platform().cpu = 1;
    EXPECT_EQ(cpu_down(), -EBUSY);
    kick(a, TAKT_REASON_HOTPLUG);
    platform().cpu = 1;
    EXPECT_EQ(cpu_down(), 0);
    EXPECT_EQ(cpu_down(), -EINVAL);
    EXPECT_EQ(cpu_up(), 0);
}

TEST_F(LifecycleTest, EventsOnACpuThatIsDownLeaveItToLinux) {
    platform().cpu = 1;
    ASSERT_EQ(cpu_down(), 0);
    platform().interrupts_off = true;
    EXPECT_EQ(takt_core_on_timer(core()).context, nullptr);
    EXPECT_EQ(takt_core_on_ipi(core()).context, nullptr);
    platform().interrupts_off = false;
    EXPECT_EQ(cpu_up(), 0);
}

TEST_F(LifecycleTest, BadThreadParametersAreRefused) {
    takt_context context;
    takt_thread* thread = nullptr;
    const auto attach = [&](takt_sched sched, uint32_t cpu, takt_context* of) {
        const takt_thread_params params{of, sched, cpu, nullptr};
        return takt_core_thread_attach(core(), process(), &params, &thread);
    };
    EXPECT_EQ(attach({TAKT_POLICY_FIFO, 0, 0}, 0, &context), -EINVAL);
    EXPECT_EQ(attach({TAKT_POLICY_FIFO, 100, 0}, 0, &context), -EINVAL);
    EXPECT_EQ(attach({TAKT_POLICY_RR, 10, 9'999}, 0, &context), -EINVAL);
    EXPECT_EQ(attach({TAKT_POLICY_WEAK, 1, 0}, 0, &context), -EINVAL);
    EXPECT_EQ(attach({TAKT_POLICY_FIFO, 1, 0}, 2, &context), -EINVAL);
    EXPECT_EQ(attach({TAKT_POLICY_FIFO, 1, 0}, 0, nullptr), -EINVAL);
    EXPECT_EQ(attach({TAKT_POLICY_FIFO, 1, 0}, 0, &context), 0);
    EXPECT_EQ(takt_core_thread_detach(core(), thread), 0);
}

TEST_F(LifecycleTest, AThreadIsDetachedAndMovedOnlyInLinux) {
    Actor& a = make_thread(10);
    EXPECT_EQ(takt_core_thread_detach(core(), a.thread), -EBUSY);
    EXPECT_EQ(takt_core_thread_move(core(), a.thread, 1), -EBUSY);
    bounce(a);
    EXPECT_EQ(takt_core_thread_detach(core(), a.thread), -EBUSY) << "FROZEN is not Linux's yet";
    ASSERT_TRUE(reclaim(a));
    EXPECT_EQ(takt_core_thread_move(core(), a.thread, 7), -EINVAL);
    EXPECT_EQ(takt_core_thread_move(core(), a.thread, 1), 0);
    a.cpu = 1;
    ASSERT_TRUE(harden(a));
    expect_running(a);
}

TEST_F(LifecycleTest, ThreadTableAndProcessTableAreBounded) {
    takt_quota quota = plenty;
    quota.threads = limits::threads + 1;
    takt_process* rich = make_process(quota);
    std::deque<takt_context> contexts;
    std::vector<takt_thread*> threads;
    int error = 0;
    while (error == 0) {
        takt_thread* thread = nullptr;
        const takt_thread_params params{
            &contexts.emplace_back(), {TAKT_POLICY_FIFO, 1, 0}, 0, nullptr};
        error = takt_core_thread_attach(core(), rich, &params, &thread);
        if (error == 0) {
            threads.push_back(thread);
        }
    }
    EXPECT_EQ(error, -ENOMEM);
    EXPECT_EQ(threads.size(), limits::threads);
    for (takt_thread* thread : threads) {
        EXPECT_EQ(takt_core_thread_detach(core(), thread), 0);
    }
    takt_process* one = nullptr;
    uint32_t attached = 2;
    const takt_process_params params{.quota = plenty, .mutex_words = nullptr};
    while (takt_core_process_attach(core(), &params, &one) == 0) {
        ++attached;
    }
    EXPECT_EQ(attached, limits::processes);
}

TEST_F(LifecycleTest, InfoIsASnapshot) {
    Actor& a = make_thread({TAKT_POLICY_RR, 42, 50'000}, 1, true);
    advance(7'000);
    bounce(a, TAKT_REASON_FAULT);
    takt_thread_info info;
    takt_core_thread_info(core(), a.thread, &info);
    EXPECT_EQ(info.stage, TAKT_STAGE_FROZEN);
    EXPECT_EQ(info.cpu, 1U);
    EXPECT_EQ(info.policy, TAKT_POLICY_RR);
    EXPECT_EQ(info.priority, 42U);
    EXPECT_EQ(info.runtime_ns, 7'000U);
    EXPECT_EQ(takt_core_thread_runtime(a.thread), 7'000U);
    EXPECT_EQ(info.handbacks[TAKT_REASON_FAULT], 1U);
    EXPECT_EQ(info.handle, a.tcb().handle().raw());
}

} // namespace
} // namespace takt::test
