// SPDX-License-Identifier: GPL-2.0-only
// Tests the timer alone: zeroed memory is not armed, and a timer leads to its subject.
#include "time/timer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "time/timer_heap.hpp"

namespace takt {
namespace {

TEST(Timer, ZeroedMemoryIsNotArmed) {
    alignas(ThreadTimer) unsigned char memory[sizeof(ThreadTimer)] = {};
    const auto& timer = *reinterpret_cast<const ThreadTimer*>(memory);
    EXPECT_FALSE(timer.is_armed());
    EXPECT_EQ(timer.clock, Clock::monotonic);
    EXPECT_EQ(timer.kind, TimerKind::thread);
    EXPECT_EQ(timer.thread, nullptr);
}

TEST(Timer, TheFirstPlaceOfAHeapCountsAsArmed) {
    auto heap = std::make_unique<TimerHeap>();
    Timer timer;
    heap->insert(timer, {0});
    EXPECT_TRUE(timer.is_armed());
    EXPECT_EQ(timer.place, 1U) << "zero is kept for: not armed";
    heap->erase(timer);
    EXPECT_FALSE(timer.is_armed());
}

TEST(Timer, ATimerFromAHeapLeadsBackToItsSubject) {
    auto heap = std::make_unique<TimerHeap>();
    ThreadTimer of_thread;
    of_thread.thread = reinterpret_cast<Thread*>(&of_thread);
    ObjectTimer of_object;
    of_object.kind = TimerKind::object;
    of_object.object = reinterpret_cast<TimerObject*>(&of_object);
    heap->insert(of_object, {2});
    heap->insert(of_thread, {1});

    Timer* first = heap->first();
    ASSERT_EQ(first->kind, TimerKind::thread);
    EXPECT_EQ(static_cast<ThreadTimer*>(first)->thread, of_thread.thread);
    heap->erase(*first);
    Timer* second = heap->first();
    ASSERT_EQ(second->kind, TimerKind::object);
    EXPECT_EQ(static_cast<ObjectTimer*>(second)->object, of_object.object);
}

} // namespace
} // namespace takt
