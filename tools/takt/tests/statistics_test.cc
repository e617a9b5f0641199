// SPDX-License-Identifier: MIT
// Histogram, percentiles, course, worst samples.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "common/statistics.hpp"

using takt::tool::Course;
using takt::tool::LogHistogram;
using takt::tool::Statistics;

TEST(LogHistogram, IsExactForSmallValues) {
    LogHistogram h;
    for (int64_t value = 1; value <= 100; ++value) {
        h.add(value);
    }
    EXPECT_EQ(h.percentile(0.5), 50);
    EXPECT_EQ(h.percentile(0.99), 99);
    EXPECT_EQ(h.percentile(1), 100);
    EXPECT_EQ(LogHistogram().percentile(0.5), 0);
}

TEST(LogHistogram, IsNeverTooLowAndLittleTooHigh) {
    std::mt19937_64 random(1);
    std::vector<int64_t> values;
    LogHistogram h;
    for (int i = 0; i < 20000; ++i) {
        values.push_back(static_cast<int64_t>(random() >> (24 + random() % 40)));
        h.add(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const double fraction : {0.01, 0.5, 0.9, 0.999, 1.0}) {
        const auto exact = values[static_cast<size_t>(std::ceil(fraction * 20000)) - 1];
        EXPECT_GE(h.percentile(fraction), exact);
        EXPECT_LE(static_cast<double>(h.percentile(fraction)),
                  static_cast<double>(exact) * 1.016 + 1);
    }
}

TEST(LogHistogram, BucketsHoldAllSamplesInOrder) {
    LogHistogram h;
    for (const int64_t value : {-5, 0, 127, 128, 129, 1000000}) {
        h.add(value);
    }
    uint64_t sum = 0;
    int64_t last = -1;
    for (const auto& bucket : h.buckets()) {
        EXPECT_GT(bucket.low, last);
        EXPECT_GE(bucket.high, bucket.low);
        last = bucket.high;
        sum += bucket.count;
    }
    EXPECT_EQ(sum, 6U);
}

TEST(Course, KeepsTheMaximumWhenItMerges) {
    Course course;
    for (int i = 0; i < 5000; ++i) {
        course.add(i == 2345 ? 99 : 1);
    }
    const auto maxima = course.maxima();
    EXPECT_LE(maxima.size(), 1024U);
    EXPECT_EQ(course.stretch(), 8U);
    EXPECT_EQ(std::count(maxima.begin(), maxima.end(), 99), 1);
    const auto place = std::find(maxima.begin(), maxima.end(), 99) - maxima.begin();
    EXPECT_EQ(static_cast<size_t>(place), 2345 / course.stretch());
}

TEST(Statistics, MinMeanMaxAndWorst) {
    Statistics s;
    EXPECT_EQ(s.average(), 0);
    for (int i = 1; i <= 30; ++i) {
        s.add(i * 10);
    }
    EXPECT_EQ(s.min(), 10);
    EXPECT_EQ(s.max(), 300);
    EXPECT_EQ(s.last(), 300);
    EXPECT_DOUBLE_EQ(s.average(), 155);
    EXPECT_EQ(s.worst()[0].ns, 300);
    EXPECT_EQ(s.worst()[0].cycle, 29U);
    EXPECT_EQ(s.worst()[9].ns, 210);
}
