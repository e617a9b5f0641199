// SPDX-License-Identifier: MIT
// Owns the tests of what is promised of latency.
#include "promises.hpp"

#include <gtest/gtest.h>

namespace takt::bench {
namespace {

Figure wakeup(const std::string& name, const std::string& kernel, double max) {
    Figure figure;
    figure.name = name;
    figure.kernel = kernel;
    figure.load = "hack";
    figure.min = max - 200;
    figure.max = max;
    return figure;
}

TEST(Promises, EachLatencyHasItsLimit) {
    const Figures held{wakeup("wakeup.takt", "takt", 800), wakeup("wakeup.user", "takt", 800),
                       wakeup("wakeup.handler", "takt", 300)};
    EXPECT_TRUE(broken_promises(held, "takt", "preempt_rt").empty());
    const Figures broken{wakeup("wakeup.takt", "takt", 801), wakeup("wakeup.user", "takt", 801),
                         wakeup("wakeup.handler", "takt", 301)};
    EXPECT_EQ(broken_promises(broken, "takt", "preempt_rt").size(), 3U);
}

TEST(Promises, JitterIsOverAllSeedsOfALoad) {
    Figure other_load = wakeup("wakeup.takt", "takt", 780);
    other_load.load = "mix";
    const Figures held{wakeup("wakeup.takt", "takt", 700), wakeup("wakeup.takt", "takt", 750),
                       other_load, wakeup("wakeup.handler", "takt", 300)};
    EXPECT_TRUE(broken_promises(held, "takt", "preempt_rt").empty());
    const Figures broken{wakeup("wakeup.takt", "takt", 700), wakeup("wakeup.takt", "takt", 751)};
    EXPECT_EQ(broken_promises(broken, "takt", "preempt_rt").size(), 1U);
}

TEST(Promises, OthersHaveNone) {
    EXPECT_TRUE(broken_promises({wakeup("wakeup.user", "unpatched", 400'000)}, "takt", "preempt_rt")
                    .empty());
    EXPECT_FALSE(latency_limit("linux.getppid").has_value());
}

TEST(Promises, AnEighthOfTheYardstick) {
    const Figure ours = wakeup("wakeup.takt", "takt", 700);
    EXPECT_TRUE(
        broken_promises({ours, wakeup("wakeup.user", "preempt_rt", 5600)}, "takt", "preempt_rt")
            .empty());
    EXPECT_EQ(
        broken_promises({ours, wakeup("wakeup.user", "preempt_rt", 5599)}, "takt", "preempt_rt")
            .size(),
        1U);
}

} // namespace
} // namespace takt::bench
