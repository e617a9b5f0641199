// SPDX-License-Identifier: GPL-2.0-only
// Tests charging and slices.
#include "sched/scheduling_context.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(SchedulingContext, ChargesWithoutBorrowingFromTheNextSlice) {
    SchedulingContext context;
    context.set_slice({100});
    context.refill();
    context.charge({60});
    EXPECT_EQ(context.left().ns, 40U);
    context.charge({60});
    EXPECT_EQ(context.left().ns, 0U);
    EXPECT_EQ(context.consumed().ns, 120U);
    context.refill();
    EXPECT_EQ(context.left().ns, 100U);
}

} // namespace
} // namespace takt
