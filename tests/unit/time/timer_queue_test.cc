// SPDX-License-Identifier: GPL-2.0-only
// Tests the two heaps of a CPU and the setting of CLOCK_REALTIME.
#include "time/timer_queue.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "fake/platform.hpp"

namespace takt {
namespace {

class TimerQueueTest : public testing::Test {
protected:
    TimerQueueTest() { test::platform().reset(); }
    std::unique_ptr<TimerQueue> queue = std::make_unique<TimerQueue>();
    Timer a, b;
};

TEST_F(TimerQueueTest, NothingIsDueEarly) {
    queue->arm(a, {{100}, Clock::monotonic});
    EXPECT_EQ(queue->pop_due({99}), nullptr);
    EXPECT_EQ(queue->pop_due({100}), &a);
    EXPECT_FALSE(a.is_armed());
    EXPECT_EQ(queue->pop_due({1000}), nullptr);
}

TEST_F(TimerQueueTest, CancelOfAnUnarmedTimerDoesNothing) {
    queue->cancel(a);
    queue->arm(a, {{100}, Clock::monotonic});
    queue->cancel(a);
    queue->cancel(a);
    EXPECT_EQ(queue->pop_due({1000}), nullptr);
}

TEST_F(TimerQueueTest, RealtimeIsMonotonicPlusOffset) {
    test::platform().real_offset_ns = 1'000'000;
    queue->arm(a, {{1'000'500}, Clock::realtime});
    queue->arm(b, {{800}, Clock::monotonic});
    EXPECT_EQ(queue->next_due({0}).ns, 500U);
    EXPECT_EQ(queue->pop_due({499}), nullptr);
    EXPECT_EQ(queue->pop_due({500}), &a);
    EXPECT_EQ(queue->next_due({500}).ns, 800U);
}

TEST_F(TimerQueueTest, SettingTheClockMovesOnlyRealtimeTimers) {
    queue->arm(a, {{1000}, Clock::realtime});
    queue->arm(b, {{1000}, Clock::monotonic});
    test::platform().real_offset_ns = 600;
    EXPECT_EQ(queue->next_due({0}).ns, 400U);
    test::platform().real_offset_ns = -600;
    EXPECT_EQ(queue->next_due({700}).ns, 1000U);
    EXPECT_EQ(queue->pop_due({1000}), &b);
    EXPECT_EQ(queue->next_due({1000}).ns, 1600U);
}

} // namespace
} // namespace takt
