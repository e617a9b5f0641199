// SPDX-License-Identifier: GPL-2.0-only
// Tests that a number leads to its own code.
#include "syscall/by_number.hpp"

#include <gtest/gtest.h>

namespace takt::test {
namespace {

struct Name {
    template<takt_call_number number>
    [[nodiscard]] uint64_t call() const {
        return number;
    }
};

TEST(ByNumber, EveryNumberLeadsToItsOwnCode) {
    for (uint64_t number = 0; number < TAKT_CALL_LIMIT; ++number) {
        EXPECT_EQ(by_number(number, Name{}), number);
    }
}

} // namespace
} // namespace takt::test
