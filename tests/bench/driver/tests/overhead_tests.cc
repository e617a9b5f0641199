// SPDX-License-Identifier: MIT
// Owns the tests of the overhead limits.
#include "overhead.hpp"

#include <gtest/gtest.h>

namespace takt::bench {
namespace {

constexpr OverheadLimits limits{
    .null_call_instructions = 12, .operation_ratio = 1.015, .mean_ratio = 1.01};

Figure figure(const std::string& name, const std::string& kernel, double p50) {
    Figure figure;
    figure.name = name;
    figure.kernel = kernel;
    figure.load = "idle";
    figure.p50 = figure.avg = p50;
    return figure;
}

std::vector<std::string> problems(double null_call, double other) {
    const Figures figures{
        figure("linux.getppid", "unpatched", 250), figure("linux.getppid", "takt", null_call),
        figure("linux.other", "unpatched", 10000), figure("linux.other", "takt", other)};
    return exceeded(compare_operations(figures, "unpatched", "takt"), limits);
}

TEST(Overhead, EqualKernelsPass) {
    EXPECT_TRUE(problems(250, 10000).empty());
}

TEST(Overhead, TheNullCallIsLimitedInInstructions) {
    EXPECT_TRUE(problems(254, 10000).empty());
    EXPECT_FALSE(problems(263, 9000).empty());
}

TEST(Overhead, OtherOperationsAreLimitedByRatio) {
    EXPECT_FALSE(problems(200, 10151).empty());
}

TEST(Overhead, TheMeanIsLimitedThoughEachOperationPasses) {
    const auto found = problems(262, 10000);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(found.front().find("geometric mean"), std::string::npos);
}

TEST(Overhead, AnOperationOfOneKernelOnlyIsNotCompared) {
    EXPECT_TRUE(compare_operations({figure("linux.a", "takt", 1)}, "unpatched", "takt").empty());
}

} // namespace
} // namespace takt::bench
