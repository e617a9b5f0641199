// SPDX-License-Identifier: GPL-2.0-only
// Tests decoding: what is refused before any object is looked at.
#include <gtest/gtest.h>

#include <random>

#include "fake/platform.hpp"
#include "syscall/request.hpp"

namespace takt::test {
namespace {

Error decode(uint64_t number, std::initializer_list<uint64_t> arguments, Request* out = nullptr) {
    takt_call call{.number = number, .arg = {}};
    size_t index = 0;
    for (const uint64_t argument : arguments) {
        call.arg[index++] = argument;
    }
    Request request;
    const Error error = fetch(call, request);
    if (out != nullptr) {
        *out = request;
    }
    return error;
}

TEST(Fetch, UnknownNumbersAreNotServed) {
    for (const uint64_t number : {11U, 15U, 20U, 28U, 36U, 45U, 51U, 60U, 63U}) {
        EXPECT_EQ(decode(number, {}), Error::not_served) << number;
    }
    EXPECT_EQ(decode(TAKT_CALL_LIMIT, {}), Error::not_served);
    EXPECT_EQ(decode(UINT64_MAX, {}), Error::not_served);
    EXPECT_EQ(decode(uint64_t{1} << 32, {}), Error::not_served);
}

TEST(Fetch, RefusesFlagsAndRangesThatDoNotExist) {
    EXPECT_EQ(decode(TAKT_CALL_MUTEX_CREATE, {8}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_MUTEX_CREATE, {uint64_t{1} << 32}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_COND_CREATE, {TAKT_ROBUST}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_SEM_CREATE, {2, 1}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_SEM_CREATE, {0, 0}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_SEM_CREATE, {0, TAKT_SEM_VALUE_MAX + 1ULL}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_CREATE, {0, 1}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_CREATE, {65, 1}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_CREATE, {1, 257}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_FLAGS_WAIT, {1, 0, 0, 0, 0}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_FLAGS_WAIT, {1, 1, 4, 0, 0}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_FLAGS_SET, {1, 0x80000000}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_SEM_WAIT, {1, 0, 2}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_SEND, {1, 0, 0, 32, 0, 0}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_SEND, {1, 0, 300, 0, 0, 0}), Error::message_size);
    EXPECT_EQ(decode(TAKT_CALL_SET_SCHED, {0, 3, 1, 0}), Error::invalid);
    EXPECT_EQ(decode(TAKT_CALL_TIMER_SET, {1, TAKT_FOREVER, 0, 0}), Error::invalid);
}

TEST(Fetch, UntilIsADeadlineOnAClock) {
    Request request;
    EXPECT_EQ(decode(TAKT_CALL_SEM_WAIT, {1, 77, TAKT_CLOCK_REALTIME}, &request), Error::none);
    EXPECT_EQ(request.until.at.ns, 77U);
    EXPECT_EQ(request.until.clock, Clock::realtime);
    EXPECT_EQ(decode(TAKT_CALL_SEM_WAIT, {1, TAKT_FOREVER, 0}, &request), Error::none);
    EXPECT_TRUE(request.until.is_never());
    EXPECT_EQ(decode(TAKT_CALL_SEM_WAIT, {1, limits::time_horizon_ns, 0}, &request), Error::none);
    EXPECT_TRUE(request.until.is_never());
}

TEST(Fetch, OnlyCallsThatMayWaitBlock) {
    Request request;
    ASSERT_EQ(decode(TAKT_CALL_SEM_WAIT, {1, 0, 0}, &request), Error::none);
    EXPECT_FALSE(may_block(request));
    ASSERT_EQ(decode(TAKT_CALL_SEM_WAIT, {1, 1, 0}, &request), Error::none);
    EXPECT_TRUE(may_block(request));
    ASSERT_EQ(decode(TAKT_CALL_SEM_POST, {1}, &request), Error::none);
    EXPECT_FALSE(may_block(request));
    ASSERT_EQ(decode(TAKT_CALL_SLEEP_UNTIL, {0, 0}, &request), Error::none);
    EXPECT_TRUE(may_block(request));
    ASSERT_EQ(decode(TAKT_CALL_GO_RT, {}, &request), Error::none);
    EXPECT_TRUE(may_block(request)) << "not in Linux mode, that is";
}

TEST(Fetch, AMessageIsCopiedWholeOrNotAtAll) {
    platform().reset();
    platform().map(0x1000, 16);
    Request request;
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_SEND, {1, 0x1000, 16, 3, 0, 0}, &request), Error::none);
    EXPECT_EQ(request.message.bytes, 16U);
    EXPECT_EQ(request.message.priority, 3U);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_SEND, {1, 0x1001, 16, 3, 0, 0}), Error::bad_address);
    EXPECT_EQ(decode(TAKT_CALL_QUEUE_SEND, {1, UINT64_MAX, 2, 3, 0, 0}), Error::bad_address);
}

TEST(Fetch, AnyNumberWithAnyArgumentsIsDecodedOrRefused) {
    platform().reset();
    std::mt19937_64 random{11};
    for (int round = 0; round < 100'000; ++round) {
        takt_call call{.number = random() % 70, .arg = {}};
        for (uint64_t& argument : call.arg) {
            argument = random() >> random() % 64;
        }
        Request request;
        static_cast<void>(fetch(call, request));
    }
}

} // namespace
} // namespace takt::test
