// SPDX-License-Identifier: MIT
// Owns the tests of the list of hard-off sections that the patch adds.
#include "hard_off.hpp"

#include <gtest/gtest.h>

namespace takt::bench {
namespace {

nlohmann::json place(const std::string& first, const std::string& last, std::uint64_t max) {
    return {{"first_function", first},
            {"last_function", last},
            {"first", first},
            {"last", last},
            {"count", 1},
            {"max", max}};
}

TEST(HardOff, NewAndLongerSectionsAreAddedOthersNot) {
    const auto base = nlohmann::json::array({place("a", "b", 100), place("c", "d", 50)});
    const auto other = nlohmann::json::array(
        {place("a", "b", 90), place("c", "d", 60), place("e", "f", 300), place("a", "b", 80)});
    const auto rows = compare_hard_off({base}, {other});
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].first, "e");
    EXPECT_TRUE(rows[0].added());
    EXPECT_EQ(rows[1].first, "a");
    EXPECT_EQ(rows[1].max, 90U);
    EXPECT_EQ(rows[1].count, 2U);
    EXPECT_FALSE(rows[1].added());
    EXPECT_TRUE(rows[2].added());
}

} // namespace
} // namespace takt::bench
