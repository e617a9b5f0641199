// SPDX-License-Identifier: GPL-2.0-only
// Tests the stage protocol: exactly these steps are legal.
#include "thread/stage.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace takt {
namespace {

TEST(Stage, ExactlyTheStepsOfTheProtocolAreLegal) {
    const std::set<std::pair<Stage, Stage>> legal{
        {Stage::inband, Stage::running},  {Stage::ready, Stage::running},
        {Stage::ready, Stage::frozen},    {Stage::running, Stage::ready},
        {Stage::running, Stage::blocked}, {Stage::running, Stage::frozen},
        {Stage::running, Stage::inband},  {Stage::blocked, Stage::ready},
        {Stage::blocked, Stage::running}, {Stage::blocked, Stage::frozen},
        {Stage::frozen, Stage::inband},
    };
    for (uint32_t from = 0; from < stage_count; ++from) {
        for (uint32_t to = 0; to < stage_count; ++to) {
            const std::pair step{static_cast<Stage>(from), static_cast<Stage>(to)};
            EXPECT_EQ(is_legal(step.first, step.second), legal.count(step) == 1)
                << from << " -> " << to;
        }
    }
}

} // namespace
} // namespace takt
