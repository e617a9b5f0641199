// SPDX-License-Identifier: GPL-2.0-only
// Tests the making of a core, and what a pass knows when it begins.
#include "kernel.hpp"

#include <set>

#include "fake/world.hpp"

namespace takt::test {
namespace {

TEST(CoreConfig, RefusesWhatIsOutOfRange) {
    const takt_core_config none{.cpus = 0, .watchdog_ns = 0};
    const takt_core_config many{.cpus = limits::cpus + 1, .watchdog_ns = 0};
    const takt_core_config late{.cpus = 1, .watchdog_ns = limits::time_horizon_ns};
    EXPECT_EQ(takt_core_create(nullptr, &none), nullptr);
    EXPECT_EQ(takt_core_create(nullptr, &many), nullptr);
    EXPECT_EQ(takt_core_create(nullptr, &late), nullptr);
}

class KernelTest : public World {
protected:
    KernelTest() : World{2, 1'000'000} {}
};

TEST_F(KernelTest, TakesTheConfigurationOver) {
    EXPECT_EQ(kernel().cpu_count, 2U);
    EXPECT_EQ(kernel().watchdog.ns, 1'000'000U);
    EXPECT_FALSE(kernel().trace.is_on());
    EXPECT_EQ(takt_core_bytes(), sizeof(Kernel));
    EXPECT_LE(alignof(Kernel), 64U) << "what the platform promises to align to";
}

TEST_F(KernelTest, EveryCpuBeginsInLinux) {
    for (uint32_t id = 0; id < 2; ++id) {
        const Cpu& cpu = kernel().cpus[id];
        EXPECT_EQ(cpu.id, id);
        EXPECT_TRUE(cpu.up);
        EXPECT_EQ(cpu.running, nullptr);
        EXPECT_EQ(cpu.charged, &cpu.root);
        EXPECT_EQ(cpu.root.urgency(), Urgency::root());
        EXPECT_FALSE(cpu.root.is_queued());
        EXPECT_TRUE(cpu.queue.is_empty());
        EXPECT_TRUE(cpu.shot.is_never());
        EXPECT_TRUE(cpu.away_since.is_never());
    }
    for (uint32_t id = 2; id < limits::cpus; ++id) {
        EXPECT_FALSE(kernel().cpus[id].up) << "the platform has no such CPU";
    }
}

TEST_F(KernelTest, AllTablesAreEmptyAndWhole) {
    EXPECT_EQ(kernel().threads.used() + kernel().mutexes.used() + kernel().conds.used() +
                  kernel().semaphores.used() + kernel().flags.used() + kernel().queues.used() +
                  kernel().timers.used(),
              0U);
    std::set<Mutex*> slots;
    while (Mutex* slot = kernel().mutexes.allocate()) {
        slots.insert(slot);
    }
    EXPECT_EQ(slots.size(), limits::mutexes);
    EXPECT_EQ(kernel().free_messages, MessageUnits::all());
}

TEST_F(KernelTest, APassKnowsItsCpuAndTheTime) {
    HardOffScope scope;
    platform().cpu = 1;
    platform().now_ns = 5'000'000;
    const Pass pass{kernel(), Pass::Ends::in_linux};
    EXPECT_EQ(&pass.cpu, &kernel().cpus[1]);
    EXPECT_EQ(pass.now.ns, 5'000'000U);
    EXPECT_FALSE(pass.queue_changed);
    platform().now_ns = 6'000'000;
    EXPECT_EQ(pass.now.ns, 5'000'000U) << "one instant for the whole pass";
}

TEST_F(KernelTest, TracingIsTurnedOnAndOff) {
    takt_core_set_tracing(core(), true);
    EXPECT_TRUE(kernel().trace.is_on());
    make_thread(10);
    const size_t recorded = platform().trace.size();
    EXPECT_GT(recorded, 0U);
    takt_core_set_tracing(core(), false);
    make_thread(20);
    EXPECT_EQ(platform().trace.size(), recorded);
}

using KernelDeath = KernelTest;

TEST_F(KernelDeath, ACpuThatWasNotConfiguredStopsTheMachine) {
    platform().cpu = 2;
    platform().interrupts_off = true;
    EXPECT_DEATH(static_cast<void>(takt_core_on_timer(core())), "id < kernel.cpu_count");
    platform().interrupts_off = false;
}

} // namespace
} // namespace takt::test
