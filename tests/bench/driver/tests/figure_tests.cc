// SPDX-License-Identifier: MIT
// Owns the tests of the statistics of figures.
#include "figure.hpp"

#include <gtest/gtest.h>

namespace takt::bench {
namespace {

TEST(Figure, PercentilesAreNearestRank) {
    Histogram histogram;
    for (std::uint64_t value = 1; value <= 1000; ++value)
        histogram[value] = 1;
    Figure figure;
    fill_statistics(figure, histogram);
    EXPECT_EQ(figure.n, 1000U);
    EXPECT_EQ(figure.min, 1);
    EXPECT_EQ(figure.avg, 500.5);
    EXPECT_EQ(figure.p50, 500);
    EXPECT_EQ(figure.p99, 990);
    EXPECT_EQ(figure.p999, 999);
    EXPECT_EQ(figure.max, 1000);
}

TEST(Figure, OneRareValueIsOnlyTheMaximum) {
    Figure figure;
    fill_statistics(figure, {{10, 9999}, {5000, 1}});
    EXPECT_EQ(figure.p999, 10);
    EXPECT_EQ(figure.max, 5000);
}

TEST(Figure, MergingKeepsTheExtremesAndTheMedianPercentile) {
    Figures seeds(3);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto shift = static_cast<double>(i);
        seeds[i].n = 10;
        seeds[i].min = 5 - shift;
        seeds[i].avg = 10 + shift;
        seeds[i].p99 = 100 * shift;
        seeds[i].max = 1000 + shift;
    }
    const Figure merged = merge_seeds(seeds);
    EXPECT_EQ(merged.n, 30U);
    EXPECT_EQ(merged.min, 3);
    EXPECT_DOUBLE_EQ(merged.avg, 11);
    EXPECT_EQ(merged.p99, 100);
    EXPECT_EQ(merged.max, 1002);
}

} // namespace
} // namespace takt::bench
