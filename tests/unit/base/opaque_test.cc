// SPDX-License-Identifier: GPL-2.0-only
// Tests that the opaque view of an object is the object.
#include "base/opaque.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Opaque, IsTheSameObject) {
    int numbers[3] = {1, 2, 3};
    EXPECT_EQ(&opaque(numbers[1]), &numbers[1]);
    opaque(numbers[2]) = 7;
    EXPECT_EQ(numbers[2], 7);
}

} // namespace
} // namespace takt
