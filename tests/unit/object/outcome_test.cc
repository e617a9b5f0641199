// SPDX-License-Identifier: GPL-2.0-only
// Tests the outcomes of a service and what the user sees of them.
#include "object/outcome.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace takt {
namespace {

TEST(Outcome, DoneCarriesAnyValue) {
    for (const int64_t value : {int64_t{0}, int64_t{1}, INT64_MAX, INT64_MIN}) {
        const Outcome outcome = Outcome::done(value);
        EXPECT_EQ(outcome.what, Outcome::What::done);
        EXPECT_EQ(outcome.value, value);
    }
}

TEST(Outcome, AFailureIsMinusTheErrorNumberOfLinux) {
    EXPECT_EQ(Outcome::failed(Error::stale).value, -ESTALE);
    EXPECT_EQ(Outcome::failed(Error::deadlock).value, -EDEADLK);
    EXPECT_EQ(Outcome::failed(Error::not_recoverable).value, -ENOTRECOVERABLE);
    EXPECT_EQ(Outcome::failed(Error::timed_out).what, Outcome::What::done) << "the call returns";
}

TEST(Outcome, NoErrorIsSuccess) {
    EXPECT_EQ(Outcome::failed(Error::none).value, 0); // take() tells owner_dead or none this way
}

TEST(Outcome, TheOthersReturnNothingNow) {
    EXPECT_EQ(Outcome::blocked().what, Outcome::What::blocked);
    EXPECT_EQ(Outcome::interrupted().what, Outcome::What::interrupted);
    EXPECT_EQ(Outcome::go_linux().what, Outcome::What::go_linux);
    EXPECT_EQ(Outcome::go_linux().value, 0);
}

} // namespace
} // namespace takt
