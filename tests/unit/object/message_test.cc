// SPDX-License-Identifier: GPL-2.0-only
// Tests the copy of a message: what is used, all of it and nothing else.
#include "object/message.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace takt {
namespace {

Message filled(uint8_t with) {
    Message message;
    std::fill(std::begin(message.data), std::end(message.data), with);
    return message;
}

TEST(Message, ACopyTakesOnlyWhatIsUsed) {
    for (const uint32_t bytes : {0U, 1U, 7U, 8U, 9U, message_bytes_max - 1, message_bytes_max}) {
        Message from = filled(0xaa);
        from.bytes = bytes;
        from.priority = 5;
        Message to = filled(0x55);
        to.bytes = message_bytes_max;
        to.copy_from(from);
        EXPECT_EQ(to.bytes, bytes);
        EXPECT_EQ(to.priority, 5U);
        EXPECT_EQ(std::count(std::begin(to.data), std::end(to.data), 0xaa), bytes);
        EXPECT_TRUE(std::all_of(to.data + bytes, std::end(to.data),
                                [](uint8_t byte) { return byte == 0x55; }));
    }
}

TEST(Message, TheGreatestOnesOfTheAbiFit) {
    static_assert(sizeof(Message::data) == TAKT_QUEUE_BYTES_MAX);
    static_assert(message_priorities == TAKT_QUEUE_PRIORITY_MAX + 1);
    static_assert(message_priorities <= 32, "a bit each in MessageQueue::occupied");
}

TEST(Message, ASlotComesOutOfNoList) {
    const MessageSlot slot{};
    EXPECT_FALSE(slot.is_linked());
    EXPECT_EQ(slot.message.bytes, 0U);
}

} // namespace
} // namespace takt
