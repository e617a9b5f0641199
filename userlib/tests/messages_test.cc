// SPDX-License-Identifier: MIT
// Queues, channels, the log.
#include <cerrno>

#include "fixture.hpp"

using takt::test::attributes;

class Messages : public takt::test::Attached {};

struct Large {
    int number;
    char rest[1000];
};

// Every member, so that userlib.all_called knows those that no test calls.
template class takt::queue<int, 3>;
template class takt::channel<Large>;

TEST_F(Messages, QueueKeepsPriorityAndOrder) {
    takt::queue<int, 3> queue;
    EXPECT_TRUE(queue.send(1));
    EXPECT_TRUE(queue.send(2));
    EXPECT_TRUE(queue.send(3, 5));
    EXPECT_EQ(queue.try_send(4).error().number(), EAGAIN);
    EXPECT_EQ(queue.send_until(4, takt::clock::now() + 1ms).error().number(), ETIMEDOUT);
    EXPECT_EQ(*queue.receive(), 3);
    EXPECT_EQ(*queue.receive(), 1);
    EXPECT_EQ(*queue.try_receive(), 2);
    EXPECT_EQ(queue.try_receive().error().number(), EAGAIN);
    EXPECT_EQ(queue.receive_until(takt::clock::now() + 1ms).error().number(), ETIMEDOUT);
    EXPECT_EQ(queue.send(1, TAKT_QUEUE_PRIORITY_MAX + 1).error().number(), EINVAL);
}

TEST_F(Messages, QueueBlocksBothEnds) {
    takt::queue<int, 2> queue;
    takt::jthread sender(attributes(), [&] {
        for (int i = 0; i < 300; ++i) {
            EXPECT_TRUE(queue.send(i));
        }
    });
    for (int i = 0; i < 300; ++i) {
        ASSERT_EQ(queue.receive().value_or(-1), i);
    }
    sender.join();
}

TEST_F(Messages, ChannelCarriesEverythingInOrder) {
    takt::channel<Large> channel(4);
    takt::jthread sender(attributes(), [&] {
        for (int i = 0; i < 300; ++i) {
            channel.send({i, {}});
        }
    });
    Large message{};
    for (int i = 0; i < 300; ++i) {
        if (i % 2 == 0) {
            channel.receive(message);
        } else {
            ASSERT_TRUE(channel.receive_until(message, takt::clock::now() + 10s));
        }
        ASSERT_EQ(message.number, i);
    }
    sender.join();
    EXPECT_FALSE(channel.try_receive(message));
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(channel.try_send({i, {}}));
    }
    EXPECT_FALSE(channel.try_send({9, {}}));
    EXPECT_TRUE(channel.try_receive(message));
    EXPECT_EQ(message.number, 0);
}

TEST_F(Messages, LogPrintsWhatRtThreadsSay) {
    testing::internal::CaptureStderr();
    {
        takt::log_printer printer;
        takt::jthread speaker(attributes(), [] {
            for (int i = 0; i < 20; ++i) {
                EXPECT_TRUE(takt::log("line %d of %s", i, "twenty"));
            }
        });
        speaker.join();
    }
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_NE(text.find("line 0 of twenty\nline 1 of twenty\n"), std::string::npos) << text;
    EXPECT_NE(text.find("line 19 of twenty\n"), std::string::npos) << text;
}

TEST_F(Messages, LogCountsWhatItLoses) {
    const uint64_t before = takt_log_lost();
    EXPECT_FALSE(takt::log("nobody prints"));
    EXPECT_EQ(takt_log_lost(), before + 1);
}
