// SPDX-License-Identifier: GPL-2.0-only
// Tests that what crosses the seam comes back as what it was.
#include "api/convert.hpp"

#include <algorithm>
#include <cstring>

#include "fake/world.hpp"

namespace takt::test {
namespace {

class ConvertTest : public World {};

TEST_F(ConvertTest, ThereAndBackIsTheSameObject) {
    EXPECT_EQ(&from_seam(to_seam(&kernel())), &kernel());
    Thread& thread = kernel().threads.at(3);
    EXPECT_EQ(&from_seam(to_seam(&thread)), &thread);
    Process& process = kernel().processes[2];
    EXPECT_EQ(&from_seam(to_seam(&process)), &process);
}

TEST_F(ConvertTest, NothingStaysNothing) {
    EXPECT_EQ(to_seam(static_cast<Thread*>(nullptr)), nullptr);
    EXPECT_EQ(to_seam(static_cast<Process*>(nullptr)), nullptr);
    EXPECT_EQ(to_seam(static_cast<Kernel*>(nullptr)), nullptr);
}

TEST_F(ConvertTest, ARequestIsWhatFetchMadeOfTheCall) {
    const takt_call call{TAKT_CALL_SEM_WAIT, {77, 1'234, TAKT_CLOCK_REALTIME}};
    takt_request raw;
    std::memset(&raw, 0xff, sizeof(raw)); // whatever was on the stack of Linux
    ASSERT_EQ(takt_core_fetch(core(), &call, &raw), 0);
    const Request& request = from_seam(&raw);
    EXPECT_EQ(request.number, TAKT_CALL_SEM_WAIT);
    EXPECT_EQ(request.object, Handle{77});
    EXPECT_EQ(request.until.at.ns, 1'234U);
    EXPECT_EQ(request.until.clock, Clock::realtime);
    EXPECT_EQ(request.second, Handle{});
    EXPECT_EQ(request.interval.ns, 0U);
}

TEST_F(ConvertTest, TheGreatestMessageFitsInTheOpaqueRequest) {
    platform().map(0x1000, TAKT_QUEUE_BYTES_MAX);
    std::memset(platform().find(0x1000, TAKT_QUEUE_BYTES_MAX), 0x5a, TAKT_QUEUE_BYTES_MAX);
    const takt_call call{TAKT_CALL_QUEUE_SEND, {1, 0x1000, TAKT_QUEUE_BYTES_MAX, 3, 0, 0}};
    takt_request raw;
    ASSERT_EQ(takt_core_fetch(core(), &call, &raw), 0);
    const Message& message = from_seam(&raw).message;
    EXPECT_EQ(message.bytes, uint32_t{TAKT_QUEUE_BYTES_MAX});
    EXPECT_EQ(std::count(std::begin(message.data), std::end(message.data), 0x5a),
              TAKT_QUEUE_BYTES_MAX);
}

} // namespace
} // namespace takt::test
