// SPDX-License-Identifier: GPL-2.0-only
// Tests quotas: one a kind, to the last object and not beyond.
#include "thread/process.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Process, AFreeSlotMayHaveNothing) {
    const Process process{};
    EXPECT_FALSE(process.attached);
    for (uint32_t kind = 0; kind < kind_count; ++kind) {
        EXPECT_FALSE(process.may_have_one_more(static_cast<Kind>(kind)));
    }
}

TEST(Process, AQuotaIsUsedToTheLastOne) {
    Process process{};
    const auto mutexes = static_cast<uint32_t>(Kind::mutex);
    process.quota[mutexes] = 2;
    EXPECT_TRUE(process.may_have_one_more(Kind::mutex));
    process.used[mutexes] = 1;
    EXPECT_TRUE(process.may_have_one_more(Kind::mutex));
    process.used[mutexes] = 2;
    EXPECT_FALSE(process.may_have_one_more(Kind::mutex));
    --process.used[mutexes];
    EXPECT_TRUE(process.may_have_one_more(Kind::mutex));
}

TEST(Process, EachKindHasItsOwn) {
    Process process{};
    process.quota[static_cast<uint32_t>(Kind::semaphore)] = 1;
    for (uint32_t kind = 0; kind < kind_count; ++kind) {
        EXPECT_EQ(process.may_have_one_more(static_cast<Kind>(kind)),
                  static_cast<Kind>(kind) == Kind::semaphore);
    }
}

TEST(Process, NobodyMayHaveAnObjectOfNoKind) {
    Process process{};
    for (uint32_t& quota : process.quota) {
        quota = 1;
    }
    process.quota[static_cast<uint32_t>(Kind::none)] = 0; // as attach_process() leaves it
    EXPECT_FALSE(process.may_have_one_more(Kind::none));
}

} // namespace
} // namespace takt
