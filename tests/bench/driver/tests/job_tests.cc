// SPDX-License-Identifier: MIT
// Owns the tests of what is measured on which kernel.
#include "job.hpp"

#include <gtest/gtest.h>

namespace takt::bench {
namespace {

TEST(Plan, RtJobsOnlyWhereThereIsACoKernel) {
    const Scope scope{.flavours = {"unpatched", "takt"},
                      .loads = {"idle", "hack"},
                      .seeds = {1, 2},
                      .divide = 1,
                      .loops = 10,
                      .section_loops = 5};
    EXPECT_EQ(plan(scope, {JobKind::ops}).size(), 4U);        // flavours, seeds
    EXPECT_EQ(plan(scope, {JobKind::primitives}).size(), 2U); // seeds
    EXPECT_EQ(plan(scope, {JobKind::latency}).size(), 4U);    // loads, seeds
    EXPECT_EQ(plan(scope, {JobKind::handler}).size(), 4U);    // likewise
    EXPECT_EQ(plan(scope, {JobKind::wakeup}).size(), 8U);     // flavours, loads, seeds
    const Jobs sections = plan(scope, {JobKind::sections});
    ASSERT_EQ(sections.size(), 4U); // flavours, loads
    EXPECT_EQ(sections[0].loops, 5U);
}

TEST(Plan, SectionsUnderSomeLoadsOnly) {
    const Scope scope{.flavours = {"unpatched", "takt"},
                      .loads = {"idle", "hack", "mix"},
                      .seeds = {1},
                      .divide = 1,
                      .loops = 10,
                      .section_loops = 5,
                      .section_loads = {"mix", "net"}};
    const Jobs sections = plan(scope, {JobKind::sections});
    ASSERT_EQ(sections.size(), 2U); // flavours; net is not measured at all
    EXPECT_EQ(sections[0].load, "mix");
    EXPECT_EQ(plan(scope, {JobKind::wakeup}).size(), 6U);
}

TEST(Plan, CyclictestOnTaktRunsInRtMode) {
    const Job linux_job{"unpatched", JobKind::wakeup, "hack", 1, 1, 10};
    const Job rt_job{"takt", JobKind::wakeup, "hack", 1, 1, 10};
    EXPECT_FALSE(linux_job.real_time());
    EXPECT_TRUE(rt_job.real_time());
    EXPECT_EQ(linux_job.guest_words(), "bench_job=wakeup bench_load=hack bench_loops=10");
    EXPECT_EQ(rt_job.guest_words(), "bench_job=wakeup_rt bench_load=hack bench_loops=10");
    const Job handler{"takt", JobKind::handler, "idle", 1, 1, 10};
    EXPECT_TRUE(handler.real_time());
    EXPECT_EQ(handler.guest_words(), "bench_job=handler bench_load=idle bench_loops=10");
    EXPECT_FALSE((Job{"takt", JobKind::ops, "idle", 1, 1, 1}.real_time()));
}

} // namespace
} // namespace takt::bench
