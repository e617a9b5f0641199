// SPDX-License-Identifier: MIT
// Owns the tests of the regression gate: what it must refuse, and what it must not.
#include "gate.hpp"

#include <gtest/gtest.h>

namespace takt::bench {
namespace {

Figure figure(const std::string& name, const std::string& kernel, double value) {
    Figure figure;
    figure.name = name;
    figure.kernel = kernel;
    figure.load = "idle";
    figure.seed = 1;
    figure.p50 = figure.avg = figure.p99 = figure.max = value;
    return figure;
}

GateReport gate(const Expected& expected, const Expected& found) {
    return compare_with_expected(expected, found, "takt", "unpatched");
}

TEST(Gate, WorseByMoreThanTwoPercentFails) {
    const Expected expected{{}, {figure("linux.a", "takt", 1000)}};
    EXPECT_TRUE(gate(expected, {{}, {figure("linux.a", "takt", 1020)}}).problems.empty());
    EXPECT_FALSE(gate(expected, {{}, {figure("linux.a", "takt", 1021)}}).problems.empty());
}

TEST(Gate, BetterIsANote) {
    const Expected expected{{}, {figure("linux.a", "takt", 1000)}};
    const GateReport report = gate(expected, {{}, {figure("linux.a", "takt", 900)}});
    EXPECT_TRUE(report.problems.empty());
    EXPECT_FALSE(report.notes.empty());
}

TEST(Gate, AFigureThatIsGoneFails) {
    const Expected expected{{}, {figure("linux.a", "takt", 1000)}};
    EXPECT_FALSE(gate(expected, {{}, {}}).problems.empty());
}

TEST(Gate, TheReferenceKernelItselfIsNotGated) {
    const Expected expected{{}, {figure("linux.a", "unpatched", 1000)}};
    const GateReport report = gate(expected, {{}, {figure("linux.a", "unpatched", 2000)}});
    EXPECT_EQ(report.compared, 0U);
    EXPECT_TRUE(report.problems.empty());
}

TEST(Gate, TheMaximumOfALatencyIsHeldToWhatIsPromised) {
    const Expected expected{{}, {figure("wakeup.takt", "takt", 500)}};
    Figure found = figure("wakeup.takt", "takt", 500);
    found.max = 800;
    EXPECT_TRUE(gate(expected, {{}, {found}}).problems.empty());
    found.max = 801;
    EXPECT_FALSE(gate(expected, {{}, {found}}).problems.empty());
}

TEST(Gate, MaximaOfBoundedFiguresAreGated) {
    Figure worse = figure("irqoff.hard", "takt", 500);
    worse.max = 600;
    EXPECT_FALSE(gate({{}, {figure("irqoff.hard", "takt", 500)}}, {{}, {worse}}).problems.empty());
}

TEST(Gate, AnotherCompilerScalesByTheReference) {
    const Expected expected{
        {{"compiler", "12"}},
        {figure("linux.a", "takt", 1010), figure("linux.a", "unpatched", 1000)}};
    // Both kernels became 10 % slower: the compiler's doing.
    const Expected both{{{"compiler", "13"}},
                        {figure("linux.a", "takt", 1111), figure("linux.a", "unpatched", 1100)}};
    EXPECT_TRUE(gate(expected, both).problems.empty());
    // Only ours did: a regression, whatever the compiler.
    const Expected ours{{{"compiler", "13"}},
                        {figure("linux.a", "takt", 1111), figure("linux.a", "unpatched", 1000)}};
    EXPECT_FALSE(gate(expected, ours).problems.empty());
    // With the recorded compiler nothing excuses it.
    const Expected same{{{"compiler", "12"}}, both.figures};
    EXPECT_FALSE(gate(expected, same).problems.empty());
}

} // namespace
} // namespace takt::bench
