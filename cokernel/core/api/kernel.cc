// SPDX-License-Identifier: GPL-2.0-only
// Implements the making of a core and the beginning of a pass.
#include "kernel.hpp"

#include <new>

#include "api/convert.hpp"
#include "base/check.hpp"
#include "seam/clock.h"
#include "seam/core.h"
#include "seam/cpu.h"

namespace takt {

namespace {

[[nodiscard]] Cpu& this_cpu(Kernel& kernel) {
    const uint32_t id = takt_plat_cpu_id();
    TAKT_CHECK(id < kernel.cpu_count);
    return opaque(kernel.cpus[id]);
}

/// Nobody else knows @p kernel yet.
void init(Kernel& kernel, const takt_core_config& config) TAKT_NO_ANALYSIS {
    kernel.cpu_count = config.cpus;
    kernel.watchdog = {config.watchdog_ns == 0 ? limits::time_horizon_ns : config.watchdog_ns};
    for (uint32_t id = 0; id < limits::cpus; ++id) {
        Cpu& cpu = kernel.cpus[id];
        cpu.id = id;
        cpu.queue.init();
        cpu.root.set_urgency(Urgency::root());
        cpu.charged = &cpu.root;
    }
    kernel.threads.init();
    kernel.mutexes.init();
    kernel.conds.init();
    kernel.semaphores.init();
    kernel.flags.init();
    kernel.queues.init();
    kernel.timers.init();
    kernel.free_messages = MessageUnits::all();
}

} // namespace

Pass::Pass(Kernel& the_kernel, Ends the_end, Timeless)
    : kernel{the_kernel}, cpu{this_cpu(the_kernel)}, trace{the_kernel.trace}, ends{the_end} {}

Pass::Pass(Kernel& the_kernel, Ends the_end) : Pass{the_kernel, the_end, Timeless{}} {
    look_at_clock();
}

void Pass::look_at_clock() {
    now = {takt_plat_clock_mono_ns()};
}

} // namespace takt

size_t takt_core_bytes(void) {
    return sizeof(takt::Kernel);
}

takt_core* takt_core_create(void* memory, const takt_core_config* config) {
    if (config->cpus == 0 || config->cpus > takt::limits::cpus ||
        config->watchdog_ns >= takt::limits::time_horizon_ns) {
        return nullptr;
    }
    auto* kernel = new (memory) takt::Kernel;
    takt::init(*kernel, *config);
    return takt::to_seam(kernel);
}

void takt_core_set_tracing(takt_core* core, bool on) {
    takt::from_seam(core).trace.enable(on);
}
