// SPDX-License-Identifier: MIT
// Owns what the tests share: an attached thread, and RT threads that need not be privileged on the
// emulation.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include "takt/takt.hpp"

using namespace std::chrono_literals;

namespace takt::test {

/// The test's own thread is attached for the time of the test.
class Attached : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(takt_thread_attach(0, TAKT_ON_BOUNCE_COUNT), 0) << takt_explain();
    }
    void TearDown() override { EXPECT_EQ(takt_thread_detach(), 0); }
};

/// Real-time policies need a privilege, which a developer on the emulation may not have.
inline thread_attributes attributes(int priority = 50) {
    thread_attributes result;
    if (geteuid() == 0) {
        result.priority = priority;
    } else {
        result.policy = policy::other;
        result.priority = 0;
    }
    return result;
}

} // namespace takt::test
