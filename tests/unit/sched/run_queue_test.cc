// SPDX-License-Identifier: GPL-2.0-only
// Tests the run queue against a sorted reference.
#include "sched/run_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <list>
#include <memory>
#include <random>

namespace takt {
namespace {

class RunQueueTest : public testing::Test {
protected:
    RunQueueTest() { queue->init(); }
    std::unique_ptr<RunQueue> queue = std::make_unique<RunQueue>();
};

TEST_F(RunQueueTest, EmptyHasNoTop) {
    EXPECT_EQ(queue->top(), nullptr);
}

TEST_F(RunQueueTest, HeadAndTailWithinALevel) {
    SchedulingContext a, b, c;
    for (SchedulingContext* context : {&a, &b, &c}) {
        context->set_urgency(Urgency::fixed(10));
    }
    queue->enqueue(a, Place::tail);
    EXPECT_TRUE(queue->is_alone(a));
    queue->enqueue(b, Place::tail);
    queue->enqueue(c, Place::head);
    EXPECT_FALSE(queue->is_alone(a));
    EXPECT_EQ(queue->top(), &c);
    queue->rotate(c);
    EXPECT_EQ(queue->top(), &a);
    queue->dequeue(a);
    EXPECT_EQ(queue->top(), &b);
    EXPECT_FALSE(a.is_queued());
}

TEST_F(RunQueueTest, DequeueUsesTheUrgencyOfTheTimeItWasQueued) {
    SchedulingContext a;
    a.set_urgency(Urgency::fixed(10));
    queue->enqueue(a, Place::tail);
    a.set_urgency(Urgency::fixed(90));
    queue->dequeue(a);
    EXPECT_EQ(queue->top(), nullptr);
}

TEST_F(RunQueueTest, AgreesWithAStableSortUnderRandomOperations) {
    std::mt19937 random{3};
    std::deque<SchedulingContext> contexts(60);
    std::list<SchedulingContext*> reference; // most urgent first, first in first out among equals
    for (int step = 0; step < 20'000; ++step) {
        SchedulingContext& context = contexts[random() % contexts.size()];
        if (context.is_queued()) {
            queue->dequeue(context);
            reference.remove(&context);
        } else {
            const uint32_t kind = random() % 12;
            context.set_urgency(kind == 0   ? Urgency::weak()
                                : kind == 1 ? Urgency::edf({random() % 50})
                                            : Urgency::fixed(1 + random() % 99));
            const bool at_head = context.urgency().band() != Band::edf && random() % 2 == 0;
            queue->enqueue(context, at_head ? Place::head : Place::tail);
            auto at = std::find_if(reference.begin(), reference.end(), [&](auto* other) {
                return at_head ? other->urgency() >= context.urgency()
                               : other->urgency() > context.urgency();
            });
            reference.insert(at, &context);
        }
        ASSERT_EQ(queue->top(), reference.empty() ? nullptr : reference.front());
    }
}

} // namespace
} // namespace takt
