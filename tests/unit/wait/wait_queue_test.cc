// SPDX-License-Identifier: GPL-2.0-only
// Tests the order of waiters.
#include "wait/wait_queue.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "thread/thread.hpp"

namespace takt {
namespace {

class WaitQueueTest : public testing::Test {
protected:
    WaitQueueTest() {
        for (Thread& thread : threads) {
            thread.wait_node.thread = &thread;
        }
    }
    WaitQueue queue;
    Thread threads[4];
};

TEST_F(WaitQueueTest, PopsByUrgencyThenByAge) {
    queue.insert(threads[0].wait_node, Urgency::fixed(5));
    queue.insert(threads[1].wait_node, Urgency::fixed(9));
    queue.insert(threads[2].wait_node, Urgency::fixed(9));
    EXPECT_EQ(queue.pop(), &threads[1]);
    EXPECT_EQ(queue.pop(), &threads[2]);
    EXPECT_EQ(queue.pop(), &threads[0]);
    EXPECT_EQ(queue.pop(), nullptr);
}

TEST_F(WaitQueueTest, ANewUrgencyMeansBehindTheNewEquals) {
    queue.insert(threads[0].wait_node, Urgency::fixed(5));
    queue.insert(threads[1].wait_node, Urgency::fixed(9));
    queue.rekey(threads[0].wait_node, Urgency::fixed(9));
    EXPECT_EQ(queue.top(), &threads[1]);
    queue.rekey(threads[0].wait_node, Urgency::fixed(10));
    EXPECT_EQ(queue.top(), &threads[0]);
}

TEST_F(WaitQueueTest, AWaiterKnowsItsQueue) {
    queue.insert(threads[0].wait_node, Urgency::fixed(5));
    EXPECT_EQ(threads[0].wait_node.queue, &queue);
    queue.remove(threads[0].wait_node);
    EXPECT_EQ(threads[0].wait_node.queue, nullptr);
    EXPECT_TRUE(queue.is_empty());
}

} // namespace
} // namespace takt
