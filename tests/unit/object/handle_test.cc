// SPDX-License-Identifier: GPL-2.0-only
// Tests the packing of handles.
#include "object/handle.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

TEST(Handle, KeepsItsParts) {
    const Handle handle{Kind::timer, 0x2a5a5, 777};
    EXPECT_EQ(handle.kind(), Kind::timer);
    EXPECT_EQ(handle.generation(), 0x2a5a5U);
    EXPECT_EQ(handle.index(), 777U);
    EXPECT_EQ(handle.raw() >> 31, 0U) << "bit 31 stays free";
}

TEST(Handle, GenerationsWrapWithinTheirField) {
    EXPECT_EQ(Handle(Kind::mutex, 1U << Handle::generation_bits, 1), Handle(Kind::mutex, 0, 1));
}

TEST(Handle, UnknownKindsAreNone) {
    EXPECT_EQ(Handle{}.kind(), Kind::none);
    EXPECT_EQ(Handle{0xffffffff}.kind(), Kind::none);
}

} // namespace
} // namespace takt
