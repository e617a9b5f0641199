// SPDX-License-Identifier: GPL-2.0-only
// Tests the timer heap against a sorted reference, up to its capacity.
#include "time/timer_heap.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <vector>

namespace takt {
namespace {

TEST(TimerHeap, EmptyIsDueNever) {
    TimerHeap heap;
    EXPECT_TRUE(heap.is_empty());
    EXPECT_TRUE(heap.earliest().is_never());
    EXPECT_EQ(heap.first(), nullptr);
}

TEST(TimerHeap, AgreesWithASetUnderRandomOperations) {
    std::mt19937_64 random{1};
    auto heap = std::make_unique<TimerHeap>();
    std::vector<Timer> timers(200);
    std::multiset<uint64_t> reference;
    for (int step = 0; step < 20'000; ++step) {
        Timer& timer = timers[random() % timers.size()];
        if (timer.is_armed()) {
            reference.erase(reference.find(heap->due(timer).ns));
            heap->erase(timer);
        } else {
            const uint64_t at = random() % 1000;
            heap->insert(timer, {at});
            reference.insert(at);
            EXPECT_EQ(heap->due(timer).ns, at);
        }
        ASSERT_EQ(heap->size(), reference.size());
        if (!reference.empty()) {
            ASSERT_EQ(heap->earliest().ns, *reference.begin());
        }
    }
}

TEST(TimerHeap, EveryTimerCanBeTakenOutOfAFullHeap) {
    for (const int order : {0, 1, 2}) {
        auto heap = std::make_unique<TimerHeap>();
        std::vector<Timer> timers(TimerHeap::capacity);
        std::mt19937_64 random{7};
        for (size_t index = 0; index < timers.size(); ++index) {
            const uint64_t at = order == 0 ? index : order == 1 ? timers.size() - index : random();
            heap->insert(timers[index], {at});
        }
        EXPECT_EQ(heap->size(), TimerHeap::capacity);
        uint64_t last = 0;
        while (!heap->is_empty()) {
            const uint64_t at = heap->earliest().ns;
            ASSERT_GE(at, last);
            last = at;
            Timer& timer = *heap->first();
            heap->erase(timer);
            ASSERT_FALSE(timer.is_armed());
        }
    }
}

TEST(TimerHeapDeath, OverfillingIsABrokenInvariant) {
    auto heap = std::make_unique<TimerHeap>();
    std::vector<Timer> timers(TimerHeap::capacity);
    for (Timer& timer : timers) {
        heap->insert(timer, {1});
    }
    Timer one_more;
    EXPECT_DEATH(heap->insert(one_more, {1}), "size_ < capacity");
}

} // namespace
} // namespace takt
