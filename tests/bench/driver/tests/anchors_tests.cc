// SPDX-License-Identifier: MIT
// Owns the tests of the comparison with others' figures.
#include "anchors.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "error.hpp"

namespace takt::bench {
namespace {

Figure figure(const std::string& name, const std::string& kernel, double p50, double max) {
    Figure f;
    f.name = name;
    f.kernel = kernel;
    f.load = "idle";
    f.n = 1;
    f.p50 = p50;
    f.avg = p50;
    f.p999 = max;
    f.max = max;
    return f;
}

const Anchors anchors{.wakeup_source = "elsewhere",
                      .wakeup = {{"preempt_rt", "idle", 1, 1000, 2000, 3000}},
                      .peers_source = "others",
                      .peers = {{"rt.a", 100, "peer", 150}, {"wakeup.takt", 800, "peer", 2452}}};

TEST(Anchors, PrimitivesAreJudgedByTheirMedianLatencyByItsMaximum) {
    const std::string good = peers_table(
        {figure("rt.a", "takt", 100, 900), figure("wakeup.takt", "takt", 500, 800)}, anchors);
    EXPECT_NE(good.find("holds"), std::string::npos);
    EXPECT_EQ(good.find("DOES NOT HOLD"), std::string::npos);
    EXPECT_NE(peers_table({figure("rt.a", "takt", 101, 101)}, anchors).find("DOES NOT HOLD"),
              std::string::npos);
    EXPECT_NE(peers_table({figure("wakeup.takt", "takt", 500, 801)}, anchors).find("DOES NOT HOLD"),
              std::string::npos);
}

TEST(Anchors, DifferencesArePrinted) {
    const std::string table =
        anchors_table({figure("wakeup.user", "preempt_rt", 1100, 1000)}, anchors);
    EXPECT_NE(table.find("+10.0 %"), std::string::npos);
    EXPECT_NE(table.find("-50.0 %"), std::string::npos);
    EXPECT_TRUE(anchors_table({figure("wakeup.user", "takt", 1100, 1000)}, anchors).empty());
}

TEST(Anchors, ADamagedFileIsAnError) {
    const std::string path = testing::TempDir() + "takt-bench-anchors.json";
    std::ofstream(path) << R"({"wakeup": {}})";
    EXPECT_THROW(static_cast<void>(load_anchors(path)), Error);
    std::remove(path.c_str());
}

} // namespace
} // namespace takt::bench
