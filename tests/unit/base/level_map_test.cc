// SPDX-License-Identifier: GPL-2.0-only
// Tests the bitmap of levels, every pair of levels.
#include "base/level_map.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(LevelMap, EmptyHasNone) {
    EXPECT_EQ(LevelMap{}.first(), LevelMap::none);
}

TEST(LevelMap, FirstIsTheSmallestOfEveryPair) {
    for (uint32_t low = 0; low < LevelMap::levels; ++low) {
        for (uint32_t high = low; high < LevelMap::levels; ++high) {
            LevelMap map;
            map.set(high);
            map.set(low);
            EXPECT_EQ(map.first(), low);
            map.clear(low);
            EXPECT_EQ(map.first(), low == high ? LevelMap::none : high);
        }
    }
}

} // namespace
} // namespace takt
