// SPDX-License-Identifier: GPL-2.0-only
// Tests the accounts of a CPU: every ns goes to the context that is charged, and to no other.
#include "sched/cpu.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "base/annotations.hpp"

namespace takt {
namespace {

class CpuTest : public testing::Test {
protected:
    CpuTest() TAKT_NO_ANALYSIS {
        cpu->queue.init();
        cpu->root.set_urgency(Urgency::root());
        cpu->charged = &cpu->root;
        cpu->started = cpu->charged_until = {1'000};
    }
    std::unique_ptr<Cpu> cpu = std::make_unique<Cpu>();
    SchedulingContext context;
};

TEST_F(CpuTest, ChargesWhoeverIsChargedUpToNow) {
    cpu->charge({1'300});
    EXPECT_EQ(cpu->root.consumed().ns, 300U);
    cpu->charged = &context;
    cpu->charge({1'350});
    EXPECT_EQ(cpu->root.consumed().ns, 300U);
    EXPECT_EQ(context.consumed().ns, 50U);
    EXPECT_EQ(cpu->charged_until.ns, 1'350U);
}

TEST_F(CpuTest, TheSameInstantIsChargedOnce) {
    cpu->charge({1'300});
    cpu->charge({1'300});
    EXPECT_EQ(cpu->root.consumed().ns, 300U);
}

TEST_F(CpuTest, AnOlderReadingOfTheClockTakesNothingBack) {
    cpu->charge({1'300});
    cpu->charge({1'200}); // a pass that read the clock, then waited for the lock
    EXPECT_EQ(cpu->charged_until.ns, 1'300U);
    cpu->charge({1'310});
    EXPECT_EQ(cpu->root.consumed().ns, 310U);
}

TEST_F(CpuTest, AllAccountsTogetherAreTheTimeThatPassed) {
    SchedulingContext contexts[3];
    for (uint64_t step = 1; step <= 100; ++step) {
        cpu->charge({1'000 + step * step});
        cpu->charged = step % 4 == 3 ? &cpu->root : &contexts[step % 4];
    }
    uint64_t sum = cpu->root.consumed().ns;
    for (const SchedulingContext& one : contexts) {
        sum += one.consumed().ns;
    }
    EXPECT_EQ(sum, elapsed(cpu->started, cpu->charged_until).ns);
    EXPECT_EQ(sum, 10'000U);
}

TEST_F(CpuTest, ASliceIsUsedUpAndNotOverdrawn) {
    context.set_slice({100});
    context.refill();
    cpu->charged = &context;
    cpu->charge({1'060});
    EXPECT_EQ(context.left().ns, 40U);
    cpu->charge({1'500});
    EXPECT_EQ(context.left().ns, 0U);
    EXPECT_EQ(context.consumed().ns, 500U);
}

TEST_F(CpuTest, TwoCpusShareNoCacheLine) {
    static_assert(alignof(Cpu) >= 64 && sizeof(Cpu) % 64 == 0);
}

} // namespace
} // namespace takt
