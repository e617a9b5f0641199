// SPDX-License-Identifier: GPL-2.0-only
// Tests the sharing out of message slots: enough for what is asked, none twice, all come back.
#include "object/message_units.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace takt {
namespace {

std::vector<uint32_t> units_of(MessageUnits units) {
    std::vector<uint32_t> found;
    for (; !units.is_empty(); units.drop_first()) {
        found.push_back(units.first());
    }
    return found;
}

TEST(MessageUnits, AllOfThemAreAllSlots) {
    EXPECT_EQ(units_of(MessageUnits::all()).size() * messages_per_unit, limits::messages);
    EXPECT_TRUE(MessageUnits{}.is_empty());
}

TEST(MessageUnits, AsManyAsTheMessagesNeed) {
    for (const uint32_t messages : {1U, messages_per_unit - 1, messages_per_unit,
                                    messages_per_unit + 1, uint32_t{TAKT_QUEUE_MESSAGES_MAX}}) {
        MessageUnits free = MessageUnits::all();
        const auto taken = units_of(free.take(messages));
        EXPECT_EQ(taken.size(), (messages + messages_per_unit - 1) / messages_per_unit);
        EXPECT_EQ(taken.size() + units_of(free).size(), message_units);
    }
}

TEST(MessageUnits, NoneIsTakenTwiceAndAllComeBack) {
    MessageUnits free = MessageUnits::all();
    std::set<uint32_t> seen;
    std::vector<MessageUnits> queues;
    for (;;) {
        const MessageUnits taken = free.take(2 * messages_per_unit);
        if (taken.is_empty()) {
            break;
        }
        for (const uint32_t unit : units_of(taken)) {
            EXPECT_TRUE(seen.insert(unit).second);
        }
        queues.push_back(taken);
    }
    EXPECT_EQ(seen.size(), message_units);
    for (const MessageUnits units : queues) {
        free.add(units);
    }
    EXPECT_EQ(free, MessageUnits::all());
}

TEST(MessageUnits, TooFewStayWhereTheyAre) {
    MessageUnits free = MessageUnits::all();
    MessageUnits few;
    for (uint32_t unit = 1; unit < message_units; ++unit) {
        few.add(free.take(1));
    }
    const MessageUnits before = free;
    EXPECT_TRUE(free.take(messages_per_unit + 1).is_empty());
    EXPECT_EQ(free, before) << "one unit is left, and two were wanted";
    EXPECT_FALSE(free.take(messages_per_unit).is_empty());
    EXPECT_TRUE(free.take(1).is_empty());
    free.add(few);
    EXPECT_FALSE(free.take(1).is_empty());
}

} // namespace
} // namespace takt
