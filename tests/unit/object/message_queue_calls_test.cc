// SPDX-License-Identifier: GPL-2.0-only
// Tests message queues: order, bounds, both sides blocking, copies that fault.
#include <cstring>

#include "fake/world.hpp"

namespace takt::test {
namespace {

constexpr uint64_t outbox = 0x10000;
constexpr uint64_t inbox = 0x20000;
constexpr uint64_t nowhere = 0x90000;

class MessageQueueTest : public World {
protected:
    MessageQueueTest() {
        platform().map(outbox, 512);
        platform().map(inbox, 512);
        queue = create(a, TAKT_CALL_QUEUE_CREATE, {2, 64});
    }
    Answer send(Actor& actor, const char* text, uint64_t priority = 0,
                uint64_t until = TAKT_FOREVER) {
        const size_t bytes = std::strlen(text);
        std::memcpy(platform().find(outbox, bytes), text, bytes);
        return call(actor, TAKT_CALL_QUEUE_SEND, {queue, outbox, bytes, priority, until});
    }
    Answer receive(Actor& actor, uint64_t until = TAKT_FOREVER) {
        return call(actor, TAKT_CALL_QUEUE_RECEIVE, {queue, inbox, 64, until});
    }
    static std::string arrived(size_t bytes) {
        return {reinterpret_cast<const char*>(platform().find(inbox, bytes)), bytes};
    }
    static Answer got(uint64_t priority, uint64_t bytes) {
        return returned(static_cast<int64_t>(priority << 16 | bytes));
    }

    Actor& b = make_thread(20, 1);
    Actor& a = make_thread(10, 0);
    uint64_t queue = 0;
};

TEST_F(MessageQueueTest, HighestPriorityFirstThenOldest) {
    queue = create(a, TAKT_CALL_QUEUE_CREATE, {4, 64});
    EXPECT_EQ(send(a, "one", 1), returned(0));
    EXPECT_EQ(send(a, "seven", 7), returned(0));
    EXPECT_EQ(send(a, "eins", 1), returned(0));
    EXPECT_EQ(send(a, "top", TAKT_QUEUE_PRIORITY_MAX), returned(0));
    EXPECT_EQ(receive(a), got(31, 3));
    EXPECT_EQ(arrived(3), "top");
    EXPECT_EQ(receive(a), got(7, 5));
    EXPECT_EQ(arrived(5), "seven");
    EXPECT_EQ(receive(a), got(1, 3));
    EXPECT_EQ(arrived(3), "one");
    EXPECT_EQ(receive(a), got(1, 4));
    EXPECT_EQ(arrived(4), "eins");
    EXPECT_EQ(receive(a, 0), returned(-EAGAIN));
}

TEST_F(MessageQueueTest, AReceiverThatWaitsGetsItsMessageDirectly) {
    ASSERT_EQ(receive(b), blocked);
    EXPECT_EQ(send(a, "hello", 3), returned(0));
    expect_running(b);
    EXPECT_EQ(b.context.result, 3 << 16 | 5);
    EXPECT_EQ(arrived(5), "hello");
}

TEST_F(MessageQueueTest, ASenderThatWaitsIsServedWhenThereIsRoom) {
    ASSERT_EQ(send(b, "1"), returned(0));
    ASSERT_EQ(send(b, "2"), returned(0));
    ASSERT_EQ(send(b, "3", 9), blocked);
    EXPECT_EQ(receive(a), got(0, 1));
    expect_running(b);
    EXPECT_EQ(b.context.result, 0);
    EXPECT_EQ(receive(a), got(9, 1)) << "by the priority of the message";
    EXPECT_EQ(arrived(1), "3");
    EXPECT_EQ(receive(a), got(0, 1));
    EXPECT_EQ(arrived(1), "2");
}

TEST_F(MessageQueueTest, BothSidesTimeOut) {
    ASSERT_EQ(receive(b, platform().now_ns + 100), blocked);
    advance(100);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
    ASSERT_EQ(send(a, "1"), returned(0));
    ASSERT_EQ(send(a, "2"), returned(0));
    ASSERT_EQ(send(b, "3", 0, platform().now_ns + 100), blocked);
    advance(100);
    EXPECT_EQ(b.context.result, -ETIMEDOUT);
    EXPECT_EQ(receive(a), got(0, 1));
    EXPECT_EQ(receive(a), got(0, 1));
    EXPECT_EQ(receive(a, 0), returned(-EAGAIN)) << "what timed out was not sent";
}

TEST_F(MessageQueueTest, SizesAreChecked) {
    EXPECT_EQ(call(a, TAKT_CALL_QUEUE_SEND, {queue, outbox, 65, 0, TAKT_FOREVER}),
              returned(-EMSGSIZE));
    EXPECT_EQ(call(a, TAKT_CALL_QUEUE_SEND, {queue, outbox, 257, 0, TAKT_FOREVER}),
              returned(-EMSGSIZE));
    EXPECT_EQ(call(a, TAKT_CALL_QUEUE_RECEIVE, {queue, inbox, 63, TAKT_FOREVER}),
              returned(-EMSGSIZE));
}

TEST_F(MessageQueueTest, AFaultInTheInputSendsTheCallToLinux) {
    EXPECT_EQ(call(a, TAKT_CALL_QUEUE_SEND, {queue, nowhere, 8, 0, TAKT_FOREVER}), blocked);
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.handbacks.back(), TAKT_HANDBACK_REWIND);
    EXPECT_EQ(a.status.last_reason, TAKT_REASON_COPY_FAULT);
    EXPECT_EQ(a.status.last_detail, nowhere);
}

TEST_F(MessageQueueTest, AFaultInTheOutputIsResolvedInLinuxAndNothingIsLost) {
    ASSERT_EQ(send(a, "precious", 2), returned(0));
    static_cast<void>(call(a, TAKT_CALL_QUEUE_RECEIVE, {queue, nowhere, 64, TAKT_FOREVER}));
    EXPECT_EQ(a.stage(), Stage::frozen);
    EXPECT_EQ(a.context.handbacks.back(), TAKT_HANDBACK_CONTINUE);
    EXPECT_EQ(a.context.result, 2 << 16 | 8);
    ASSERT_TRUE(reclaim(a));
    platform().map(nowhere, 64);
    EXPECT_EQ(takt_core_completion(core(), a.thread), 0);
    EXPECT_EQ(std::memcmp(platform().find(nowhere, 8), "precious", 8), 0);
}

TEST_F(MessageQueueTest, AFaultOfAWaitingReceiverToo) {
    ASSERT_EQ(call(b, TAKT_CALL_QUEUE_RECEIVE, {queue, nowhere, 64, TAKT_FOREVER}), blocked);
    ASSERT_EQ(send(a, "late"), returned(0));
    EXPECT_EQ(b.stage(), Stage::frozen);
    ASSERT_TRUE(reclaim(b));
    EXPECT_EQ(takt_core_completion(core(), b.thread), -EFAULT) << "still not mapped";
}

TEST_F(MessageQueueTest, LinuxThreadsSendAndReceiveWithoutBlocking) {
    Actor& linux_thread = make_thread(1, 0, false);
    std::memcpy(platform().find(outbox, 2), "hi", 2);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_SEND, {queue, outbox, 2, 5, 0}), 0);
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_RECEIVE, {queue, inbox, 64, 0}),
              5 << 16 | 2);
    EXPECT_EQ(arrived(2), "hi");
    EXPECT_EQ(call_inband(linux_thread, TAKT_CALL_QUEUE_RECEIVE, {queue, inbox, 64, 0}), -EAGAIN);
}

TEST_F(MessageQueueTest, AQueueOfAnothersBuffersIsEmptyAndWhole) {
    // Each round uses all of its buffers and some of them twice, and closes the queue while it
    // holds messages.
    for (int round = 0; round < 3; ++round) {
        queue = create(a, TAKT_CALL_QUEUE_CREATE, {TAKT_QUEUE_MESSAGES_MAX, 64});
        EXPECT_EQ(receive(a, 0), returned(-EAGAIN));
        EXPECT_EQ(send(a, "first", 3), returned(0));
        EXPECT_EQ(receive(a), got(3, 5));
        for (uint32_t number = 0; number < TAKT_QUEUE_MESSAGES_MAX; ++number) {
            ASSERT_EQ(send(a, std::to_string(number).c_str(), number % 2), returned(0));
        }
        EXPECT_EQ(send(a, "too many", 0, 0), returned(-EAGAIN));
        for (uint32_t number = 1; number < TAKT_QUEUE_MESSAGES_MAX; number += 2) {
            const std::string text = std::to_string(number);
            ASSERT_EQ(receive(a), got(1, text.size()));
            ASSERT_EQ(arrived(text.size()), text);
        }
        EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {queue}), returned(0));
    }
}

TEST_F(MessageQueueTest, BuffersComeFromOneBoundedStore) {
    uint64_t made = 0;
    std::vector<uint64_t> queues;
    for (; made < limits::messages; made += 64) {
        const Answer answer = call(a, TAKT_CALL_QUEUE_CREATE, {64, 256});
        if (answer.value < 0) {
            EXPECT_EQ(answer.value, -ENOMEM);
            break;
        }
        queues.push_back(static_cast<uint64_t>(answer.value));
    }
    EXPECT_EQ(made, limits::messages - 64) << "two are in the queue that was there before";
    EXPECT_EQ(call(a, TAKT_CALL_CLOSE, {queues.back()}), returned(0));
    EXPECT_GT(call(a, TAKT_CALL_QUEUE_CREATE, {64, 256}).value, 0);
}

} // namespace
} // namespace takt::test
