// SPDX-License-Identifier: GPL-2.0-only
// Tests changing policy and priority.
#include "thread/sched_params.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class SchedParamsTest : public World {
protected:
    Actor& low = make_thread(10);
    Actor& high = make_thread(20);
};

TEST_F(SchedParamsTest, ARunningThreadThatFallsIsPreempted) {
    expect_running(high);
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {0, TAKT_POLICY_FIFO, 5}), returned(0));
    expect_running(low);
    EXPECT_EQ(high.stage(), Stage::ready);
}

TEST_F(SchedParamsTest, AReadyThreadThatRisesPreempts) {
    const takt_sched sched{TAKT_POLICY_FIFO, 30, 0};
    EXPECT_EQ(takt_core_thread_sched(core(), low.thread, &sched), 0);
    settle();
    expect_running(low);
}

TEST_F(SchedParamsTest, ForThreadsOfTheProcessOnly) {
    Actor& stranger = make_thread({TAKT_POLICY_FIFO, 5, 0}, 1, false, make_process());
    const uint64_t name = stranger.tcb().handle().raw();
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {name, TAKT_POLICY_FIFO, 5}), returned(-EPERM));
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {low.tcb().handle().raw(), TAKT_POLICY_FIFO, 30}),
              returned(0));
    expect_running(low);
}

TEST_F(SchedParamsTest, BadOnesAreRefused) {
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {0, TAKT_POLICY_FIFO, 0}), returned(-EINVAL));
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {0, TAKT_POLICY_FIFO, 100}), returned(-EINVAL));
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {0, 3, 10}), returned(-EINVAL));
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {0, TAKT_POLICY_RR, 10, 1}), returned(-EINVAL));
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {12345, TAKT_POLICY_FIFO, 10}), returned(-ESTALE));
}

TEST_F(SchedParamsTest, WhoBecomesRoundRobinWhileReadyHasItsWholeSlice) {
    Actor& equal = make_thread(10);
    const takt_sched round_robin{TAKT_POLICY_RR, 10, 100'000};
    EXPECT_EQ(takt_core_thread_sched(core(), low.thread, &round_robin), 0);
    settle();
    bounce(high);
    expect_running(equal);
    bounce(equal);
    expect_running(low);
    EXPECT_EQ(low.tcb().own.left().ns, 100'000U);
}

TEST_F(SchedParamsTest, BecomingWeakMeansGoingToLinux) {
    EXPECT_EQ(call(high, TAKT_CALL_SET_SCHED, {0, TAKT_POLICY_WEAK, 0}), returned(0));
    bounce(low);
    EXPECT_EQ(high.stage(), Stage::frozen);
    EXPECT_EQ(high.status.last_reason, TAKT_REASON_WEAK);
}

} // namespace
} // namespace takt::test
