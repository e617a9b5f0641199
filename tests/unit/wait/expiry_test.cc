// SPDX-License-Identifier: GPL-2.0-only
// Tests expiry: a bounded number a pass, and none lost.
#include "wait/expiry.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class ExpiryTest : public World {};

TEST_F(ExpiryTest, APassExpiresFourAndAsksForTheNextAtOnce) {
    std::vector<Actor*> sleepers;
    const uint64_t at = platform().now_ns + 1'000;
    for (uint32_t count = 0; count < 11; ++count) {
        sleepers.push_back(&make_thread(10 + count, 0, false));
        ASSERT_TRUE(harden(*sleepers.back(), takt_call{TAKT_CALL_SLEEP_UNTIL, {at}}));
    }
    platform().now_ns = at;
    const auto awake = [&] {
        return std::count_if(sleepers.begin(), sleepers.end(),
                             [](Actor* actor) { return actor->stage() != Stage::blocked; });
    };
    for (const long expected : {4, 8, 11}) {
        EXPECT_LE(platform().cpus[0].shot_ns, at);
        platform().cpus[0].shot_ns = UINT64_MAX;
        platform().cpu = 0;
        platform().interrupts_off = true;
        platform().cpus[0].loaded = takt_core_on_timer(core()).context;
        platform().interrupts_off = false;
        EXPECT_EQ(awake(), expected);
    }
    settle();
    expect_running(*sleepers.back());
}

TEST_F(ExpiryTest, ASpuriousTimerChangesNothing) {
    Actor& sleeper = make_thread(10, 0, false);
    const uint64_t at = platform().now_ns + 1'000;
    ASSERT_TRUE(harden(sleeper, takt_call{TAKT_CALL_SLEEP_UNTIL, {at}}));
    platform().cpus[0].shot_ns = platform().now_ns;
    settle();
    EXPECT_EQ(sleeper.stage(), Stage::blocked);
    EXPECT_EQ(platform().cpus[0].shot_ns, at) << "programmed again";
}

} // namespace
} // namespace takt::test
