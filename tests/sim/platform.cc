// SPDX-License-Identifier: GPL-2.0-only
// Owns the seam on the simulated machine: every function is a scheduling point and checks its
// contract.
#include <cstring>

#include <fmt/format.h>

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
#include "wording.hpp"

using takt::sim::Cpu;
using takt::sim::Machine;
using takt::sim::nobody;
using takt::sim::the_machine;

namespace {

constexpr uint32_t lock_owner_mask = 0xffff;
constexpr uint32_t lock_next_shift = 16;

void require(bool condition, const char* contract) {
    if (!condition) {
        the_machine().fail(std::string{"contract of the seam: "} + contract);
    }
}

void require_hard_off(const char* contract) {
    require(the_machine().is_booting() || the_machine().cpu().irq_off, contract);
}

[[nodiscard]] uint64_t bits(const void* pointer) {
    return reinterpret_cast<uintptr_t>(pointer);
}

/// User memory: one mapped half a thread, and one that Linux maps when it is touched in-band.
[[nodiscard]] uint8_t* user_memory(uint64_t address, size_t bytes) {
    using namespace takt::sim;
    Machine& machine = the_machine();
    const uint8_t thread = machine.address_space();
    const uint64_t base = user_base + thread * user_stride;
    if (thread == nobody || address < base || bytes > user_bytes ||
        address > base + user_bytes - bytes) {
        return nullptr;
    }
    const uint64_t offset = address - base;
    bool& mapped = machine.world().lazy_mapped[thread];
    if (offset + bytes > user_bytes / 2 && !mapped) {
        if (machine.cpu().loaded != nobody) {
            return nullptr;
        }
        mapped = true;
    }
    return machine.world().memory[thread] + offset;
}

} // namespace

uint64_t takt_plat_clock_mono_ns() {
    Machine& machine = the_machine();
    machine.point("clock_mono_ns");
    Cpu& cpu = machine.cpu();
    if (cpu.in_pass() && cpu.pass_ns == 0) {
        cpu.pass_ns = machine.world().now_ns;
    }
    return machine.world().now_ns;
}

int64_t takt_plat_clock_real_offset_ns() {
    the_machine().point("clock_real_offset_ns");
    return the_machine().world().real_offset_ns;
}

void takt_plat_context_result(struct takt_context* context, int64_t result) {
    the_machine().point("context_result", context->thread, static_cast<uint64_t>(result));
    require_hard_off("context_result needs interrupts off");
    require(context->in_call, "a result for a context that is in no call");
    require(!context->handed_back, "a result for a context that Linux owns");
    require(context->live_on == nobody || context->live_on == the_machine().cpu_id(),
            "a result was set for a context that another CPU runs");
    context->result = result;
    context->result_set = true;
}

void takt_plat_context_restart(struct takt_context* context) {
    the_machine().point("context_restart", context->thread);
    require_hard_off("context_restart needs interrupts off");
    require(the_machine().cpu().loaded == context->thread, "restart of a context not loaded here");
    require(context->in_call, "restart of a context that is in no call");
    context->restart = true;
}

void takt_plat_context_unload(struct takt_context* context) {
    Machine& machine = the_machine();
    machine.point("context_unload", context->thread);
    require_hard_off("context_unload needs interrupts off");
    require(context->live_on == nobody || context->live_on == machine.cpu_id(),
            "a context was unloaded that another CPU runs");
    context->live_on = nobody;
}

void takt_plat_context_handback(struct takt_context* context, enum takt_handback how) {
    the_machine().point("context_handback", context->thread, how);
    require_hard_off("context_handback needs interrupts off");
    require(!context->handed_back, "a context was handed back twice");
    require(context->rt, "a context was handed back that Linux owns");
    require(context->live_on == nobody || context->live_on == the_machine().cpu_id(),
            "a context was handed back that another CPU runs");
    context->live_on = nobody;
    context->handed_back = true;
    context->how = how;
}

uint32_t takt_plat_cpu_id() {
    the_machine().point("cpu_id");
    require_hard_off("cpu_id needs interrupts off");
    return the_machine().cpu_id();
}

void takt_plat_ipi(uint32_t cpu) {
    the_machine().point("ipi to", cpu);
    require_hard_off("ipi needs interrupts off");
    require(cpu < the_machine().scenario().cpus, "an IPI to a CPU that is not there");
    the_machine().world().cpu[cpu].ipi = true;
}

unsigned long takt_plat_irq_save() {
    Machine& machine = the_machine();
    machine.point("irq_save");
    const bool was_off = machine.cpu().irq_off;
    machine.cpu().irq_off = true;
    return was_off ? 1 : 0;
}

void takt_plat_irq_restore(unsigned long state) {
    Machine& machine = the_machine();
    require(machine.cpu().irq_off, "irq_restore with interrupts on");
    require(machine.cpu().held_count == 0, "irq_restore with a hard lock held");
    if (state == 0) {
        machine.open_interrupts();
    }
    machine.point("irq_restore", state, 0, Machine::Changed::guarded);
}

void takt_plat_linux_wake(struct takt_context* context) {
    Machine& machine = the_machine();
    machine.point("linux_wake", context->thread);
    require_hard_off("linux_wake needs interrupts off");
    if (context->wake_posted) {
        return; // it merges with the one that is on its way, on whichever CPU: so does an irq_work
    }
    context->wake_posted = true;
    machine.cpu().posted |= uint64_t{1} << context->thread;
}

bool takt_plat_linux_signalled(struct takt_context* context) {
    Machine& machine = the_machine();
    machine.point("linux_signalled", context->thread);
    require_hard_off("linux_signalled needs interrupts off");
    return machine.world().task[context->thread].signal_pending;
}

// A ticket lock: FIFO-fair. When nobody wants it the word is zero again, so that equal states look
// so.
void takt_plat_hard_lock(struct takt_hard_lock* lock) {
    Machine& machine = the_machine();
    machine.point("lock", bits(lock));
    require_hard_off("hard_lock needs interrupts off");
    Cpu& cpu = machine.cpu();
    for (uint8_t index = 0; index < cpu.held_count; ++index) {
        require(cpu.held[index] != lock, "a CPU waits for a hard lock that it holds");
    }
    const uint32_t ticket = lock->word >> lock_next_shift;
    lock->word += 1U << lock_next_shift;
    if ((lock->word & lock_owner_mask) != ticket) {
        machine.wait_for_lock(*lock, ticket);
    }
    require(cpu.held_count < std::size(cpu.held), "too many hard locks held at once");
    cpu.held[cpu.held_count++] = lock;
}

void takt_plat_hard_unlock(struct takt_hard_lock* lock) {
    Machine& machine = the_machine();
    machine.point("unlock", bits(lock));
    Cpu& cpu = machine.cpu();
    uint8_t index = 0;
    while (index < cpu.held_count && cpu.held[index] != lock) {
        ++index;
    }
    require(index < cpu.held_count, "a CPU releases a hard lock that it does not hold");
    cpu.held[index] = cpu.held[--cpu.held_count];
    cpu.held[cpu.held_count] = nullptr;
    ++lock->word;
    if ((lock->word & lock_owner_mask) == lock->word >> lock_next_shift) {
        lock->word = 0;
    }
    machine.point("unlocked", bits(lock), 0, Machine::Changed::guarded);
}

void takt_plat_log(enum takt_log_level, const char* text, uint64_t a, uint64_t b) {
    the_machine().point("log");
    the_machine().note(text, a, b);
}

void takt_plat_panic(const char* text, const char* file, uint32_t line) {
    the_machine().fail(fmt::format("panic of the core: {} ({}:{})", text, file, line));
}

bool takt_plat_user_read(void* to, uint64_t from, size_t bytes) {
    the_machine().point("user_read", from, bytes);
    const uint8_t* memory = user_memory(from, bytes);
    if (memory != nullptr) {
        std::memcpy(to, memory, bytes);
    }
    return memory != nullptr;
}

bool takt_plat_user_write(uint64_t to, const void* from, size_t bytes) {
    the_machine().point("user_write", to, bytes);
    uint8_t* memory = user_memory(to, bytes);
    if (memory != nullptr) {
        std::memcpy(memory, from, bytes);
    }
    return memory != nullptr;
}

void takt_plat_timer_shot(uint64_t deadline_ns) {
    Machine& machine = the_machine();
    machine.point("timer_shot", deadline_ns);
    require_hard_off("timer_shot needs interrupts off");
    machine.cpu().timer_armed = true;
    machine.cpu().shot_ns = deadline_ns;
}

void takt_plat_timer_stop() {
    Machine& machine = the_machine();
    machine.point("timer_stop");
    require_hard_off("timer_stop needs interrupts off");
    machine.cpu().timer_armed = false;
    machine.cpu().shot_ns = 0;
}

// Tracing is on in replays alone, so this is the one function that must not be a point: a replay
// with a trace has to make the same choices as the run without.
void takt_plat_trace(uint32_t point, uint64_t a, uint64_t b, uint64_t c) {
    require(point < takt::sim::trace_point_count, "a trace point that is not declared");
    the_machine().note(point, a, b, c);
}
