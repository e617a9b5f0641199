// SPDX-License-Identifier: GPL-2.0-only
// Owns the seam on the fuzzer's machine; what the core must not do there ends the run.
#include <cstring>

#include "machine.hpp"
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

using takt::fuzz::Machine;
using takt::fuzz::the_machine;

namespace {

[[nodiscard]] takt::sim::Cpu& cpu() {
    return the_machine().world().cpu[the_machine().current_cpu()];
}

void require(bool condition, const char* contract) {
    if (!condition) {
        Machine::fail(contract);
    }
}

/// Each thread has a few bytes that are mapped; all other addresses fault.
[[nodiscard]] uint8_t* user_memory(uint64_t address, size_t bytes) {
    using namespace takt::sim;
    Machine& machine = the_machine();
    require(machine.is_in_linux() ? !cpu().irq_off : true, "a user copy in Linux, hard-off");
    const uint8_t thread = machine.address_space();
    if (thread == nobody || address < user_base || bytes > user_bytes ||
        address > user_base + user_bytes - bytes) {
        return nullptr;
    }
    return machine.world().memory[thread] + (address - user_base);
}

} // namespace

uint64_t takt_plat_clock_mono_ns() {
    return the_machine().world().now_ns;
}

int64_t takt_plat_clock_real_offset_ns() {
    return the_machine().world().real_offset_ns;
}

void takt_plat_context_result(struct takt_context* context, int64_t result) {
    require(context->in_call && context->rt && !context->handed_back,
            "a result for a context that is in no call");
    the_machine().on_result(*context, result);
}

void takt_plat_context_restart(struct takt_context* context) {
    require(context->in_call && cpu().loaded == context->thread, "restart of another context");
    context->restart = true;
}

void takt_plat_context_unload(struct takt_context* context) {
    require(context->rt && !context->handed_back, "a context was unloaded that Linux owns");
}

void takt_plat_context_handback(struct takt_context* context, enum takt_handback how) {
    require(context->rt && !context->handed_back, "a context was handed back that Linux owns");
    context->handed_back = true;
    context->how = how;
}

uint32_t takt_plat_cpu_id() {
    require(cpu().irq_off, "cpu_id needs interrupts off");
    return the_machine().current_cpu();
}

void takt_plat_ipi(uint32_t target) {
    require(cpu().irq_off && target < Machine::cpus, "an IPI to a CPU that is not there");
    the_machine().world().cpu[target].ipi = true;
}

unsigned long takt_plat_irq_save() {
    const bool was_off = cpu().irq_off;
    cpu().irq_off = true;
    return was_off ? 1 : 0;
}

void takt_plat_irq_restore(unsigned long state) {
    require(cpu().irq_off && cpu().held_count == 0, "irq_restore with a hard lock held");
    cpu().irq_off = state != 0;
}

void takt_plat_linux_wake(struct takt_context* context) {
    require(cpu().irq_off && context->handed_back, "a wake-up of a context that is not Linux's");
    context->wake_posted = true;
}

bool takt_plat_linux_signalled(struct takt_context* context) {
    return is_signalled(the_machine(), context->thread);
}

// One CPU moves at a time, so a lock that is held is held by the caller: it would wait for ever.
void takt_plat_hard_lock(struct takt_hard_lock* lock) {
    require(cpu().irq_off && lock->word == 0, "a CPU waits for a hard lock that it holds");
    lock->word = 1;
    cpu().held[cpu().held_count++ % 4] = lock;
}

void takt_plat_hard_unlock(struct takt_hard_lock* lock) {
    require(lock->word == 1, "a CPU releases a hard lock that it does not hold");
    lock->word = 0;
    for (auto& held : cpu().held) {
        held = held == lock ? nullptr : held;
    }
    --cpu().held_count;
}

void takt_plat_log(enum takt_log_level, const char*, uint64_t, uint64_t) {}

void takt_plat_panic(const char* text, const char*, uint32_t) {
    Machine::fail(text);
}

bool takt_plat_user_read(void* to, uint64_t from, size_t bytes) {
    const uint8_t* memory = user_memory(from, bytes);
    if (memory != nullptr) {
        std::memcpy(to, memory, bytes);
    }
    return memory != nullptr;
}

bool takt_plat_user_write(uint64_t to, const void* from, size_t bytes) {
    uint8_t* memory = user_memory(to, bytes);
    if (memory != nullptr) {
        std::memcpy(memory, from, bytes);
    }
    return memory != nullptr;
}

void takt_plat_timer_shot(uint64_t deadline_ns) {
    cpu().timer_armed = true;
    cpu().shot_ns = deadline_ns;
}

void takt_plat_timer_stop() {
    cpu().timer_armed = false;
}

void takt_plat_trace(uint32_t, uint64_t, uint64_t, uint64_t) {}
