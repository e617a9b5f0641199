// SPDX-License-Identifier: GPL-2.0-only
// Implements the seam for the unit tests.
#include "fake/platform.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "seam/clock.h"
#include "seam/context.h"
#include "seam/cpu.h"
#include "seam/irq.h"
#include "seam/linux.h"
#include "seam/lock.h"
#include "seam/log.h"
#include "seam/memory.h"
#include "seam/timer.h"
#include "seam/trace.h"

namespace takt::test {

Platform& platform() {
    static Platform the_platform;
    return the_platform;
}

uint8_t* Platform::find(uint64_t address, size_t bytes) {
    auto after = user.upper_bound(address);
    if (after == user.begin()) {
        return nullptr;
    }
    auto& [start, memory] = *std::prev(after);
    const uint64_t offset = address - start;
    if (offset > memory.size() || bytes > memory.size() - offset) {
        return nullptr;
    }
    return memory.data() + offset;
}

namespace {

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "fake platform: %s\n", what);
    std::abort();
}

} // namespace

} // namespace takt::test

using takt::test::fail;
using takt::test::platform;

uint64_t takt_plat_clock_mono_ns(void) {
    return platform().now_ns;
}

int64_t takt_plat_clock_real_offset_ns(void) {
    return platform().real_offset_ns;
}

void takt_plat_timer_shot(uint64_t deadline_ns) {
    platform().cpus[platform().cpu].shot_ns = deadline_ns;
}

void takt_plat_timer_stop(void) {
    platform().cpus[platform().cpu].shot_ns = UINT64_MAX;
}

unsigned long takt_plat_irq_save(void) {
    const bool before = platform().interrupts_off;
    platform().interrupts_off = true;
    return before ? 1 : 0;
}

void takt_plat_irq_restore(unsigned long state) {
    if (platform().locks_held != 0) {
        fail("interrupts restored with a hard lock held");
    }
    platform().interrupts_off = state != 0;
}

void takt_plat_hard_lock(takt_hard_lock* lock) {
    if (!platform().interrupts_off) {
        fail("hard lock taken with interrupts on");
    }
    if (lock->word != 0) {
        fail("hard lock taken twice");
    }
    lock->word = 1;
    ++platform().locks_held;
}

void takt_plat_hard_unlock(takt_hard_lock* lock) {
    if (lock->word != 1) {
        fail("hard lock released that is not held");
    }
    lock->word = 0;
    --platform().locks_held;
}

uint32_t takt_plat_cpu_id(void) {
    return platform().cpu;
}

void takt_plat_ipi(uint32_t cpu) {
    platform().cpus[cpu].ipi = true;
}

void takt_plat_context_result(takt_context* context, int64_t result) {
    context->result = result;
    context->result_set = true;
}

void takt_plat_context_restart(takt_context* context) {
    ++context->restarts;
}

void takt_plat_context_unload(takt_context* context) {
    ++context->unloads;
    takt::test::FakeCpu& cpu = platform().cpus[platform().cpu];
    if (cpu.loaded == context) {
        cpu.loaded = nullptr;
    }
}

void takt_plat_context_handback(takt_context* context, takt_handback how) {
    for (uint32_t id = 0; id < platform().cpus.size(); ++id) {
        takt::test::FakeCpu& cpu = platform().cpus[id];
        if (cpu.loaded == context) {
            if (id != platform().cpu) {
                fail("a context was handed back that is loaded on another CPU");
            }
            cpu.loaded = nullptr;
        }
    }
    context->handbacks.push_back(how);
}

void takt_plat_linux_wake(takt_context* context) {
    ++context->linux_wakes;
}

bool takt_plat_linux_signalled(takt_context* context) {
    return context->signalled;
}

bool takt_plat_user_read(void* to, uint64_t from, size_t bytes) {
    const uint8_t* memory = platform().find(from, bytes);
    if (memory == nullptr) {
        return false;
    }
    std::memcpy(to, memory, bytes);
    return true;
}

bool takt_plat_user_write(uint64_t to, const void* from, size_t bytes) {
    uint8_t* memory = platform().find(to, bytes);
    if (memory == nullptr) {
        return false;
    }
    std::memcpy(memory, from, bytes);
    return true;
}

void takt_plat_log(takt_log_level, const char* text, uint64_t a, uint64_t b) {
    std::fprintf(stderr, "takt: %s %llu %llu\n", text, static_cast<unsigned long long>(a),
                 static_cast<unsigned long long>(b));
}

void takt_plat_panic(const char* text, const char* file, uint32_t line) {
    std::fprintf(stderr, "%s:%u: %s\n", file, line, text);
    std::abort();
}

void takt_plat_trace(uint32_t point, uint64_t a, uint64_t b, uint64_t c) {
    platform().trace.push_back({point, a, b, c});
}
