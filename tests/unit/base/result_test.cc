// SPDX-License-Identifier: GPL-2.0-only
// Tests Result and the numbers of errors, which are part of the ABI.
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace takt {
namespace {

TEST(Result, HoldsAValueOrAnError) {
    const Result<int> value = 42;
    EXPECT_TRUE(value);
    EXPECT_EQ(*value, 42);
    const Result<int> error = Error::stale;
    EXPECT_FALSE(error);
    EXPECT_EQ(error.error(), Error::stale);
}

TEST(Result, ErrorsAreNumberedAsLinuxNumbersThem) {
    EXPECT_EQ(to_abi(Error::not_permitted), -EPERM);
    EXPECT_EQ(to_abi(Error::interrupted), -EINTR);
    EXPECT_EQ(to_abi(Error::would_block), -EAGAIN);
    EXPECT_EQ(to_abi(Error::table_full), -ENOMEM);
    EXPECT_EQ(to_abi(Error::bad_address), -EFAULT);
    EXPECT_EQ(to_abi(Error::busy), -EBUSY);
    EXPECT_EQ(to_abi(Error::invalid), -EINVAL);
    EXPECT_EQ(to_abi(Error::deadlock), -EDEADLK);
    EXPECT_EQ(to_abi(Error::not_served), -ENOSYS);
    EXPECT_EQ(to_abi(Error::chain_too_long), -ELOOP);
    EXPECT_EQ(to_abi(Error::removed), -EIDRM);
    EXPECT_EQ(to_abi(Error::overflow), -EOVERFLOW);
    EXPECT_EQ(to_abi(Error::message_size), -EMSGSIZE);
    EXPECT_EQ(to_abi(Error::timed_out), -ETIMEDOUT);
    EXPECT_EQ(to_abi(Error::stale), -ESTALE);
    EXPECT_EQ(to_abi(Error::quota), -EDQUOT);
    EXPECT_EQ(to_abi(Error::owner_dead), -EOWNERDEAD);
    EXPECT_EQ(to_abi(Error::not_recoverable), -ENOTRECOVERABLE);
}

} // namespace
} // namespace takt
