// SPDX-License-Identifier: GPL-2.0-only
// Implements the hand-over protocols P1, P2 and P5 of split-context scheduling.
#include "thread/handover.hpp"

#include <atomic>

#include "base/annotations.hpp"
#include "base/check.hpp"
#include "base/result.hpp"
#include "sched/scheduler.hpp"
#include "seam/context.h"
#include "seam/cpu.h"
#include "seam/linux.h"
#include "wait/blocking.hpp"

namespace takt {

namespace {

void count(takt_status& status, takt_reason reason, uint64_t detail, uint64_t times) {
    __atomic_store_n(&status.last_detail, detail, __ATOMIC_RELAXED);
    __atomic_store_n(&status.handbacks[reason], times, __ATOMIC_RELAXED);
    __atomic_store_n(&status.last_reason, static_cast<uint32_t>(reason), __ATOMIC_RELAXED);
}

} // namespace

bool harden(Pass& pass, Thread& thread) {
    Cpu& cpu = pass.cpu;
    {
        LockGuard guard{cpu.lock, pass.held};
        TAKT_CHECK(cpu.running == nullptr && cpu.up);
        cpu.charge(pass.now);
        thread.kick = TAKT_REASON_NONE;
        set_stage(pass, cpu, thread, Stage::running);
        thread.effective->set_powers(&thread);
        thread.effective->refill();
        cpu.queue.enqueue(*thread.effective, Place::tail);
        cpu.running = &thread;
        cpu.charged = thread.effective;
        pass.queue_changed = true;
    }
    // A kicker raises its flag, then reads the stage; here it is the other way round. So either it
    // sees RUNNING, and its kick is acted on, or the flag is seen here.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const bool signalled = takt_plat_linux_signalled(thread.context);
    LockGuard guard{cpu.lock, pass.held};
    if (signalled) {
        cpu.queue.dequeue(*thread.effective);
        thread.kick = TAKT_REASON_NONE;
        set_stage(pass, cpu, thread, Stage::inband);
        cpu.running = nullptr;
        cpu.charged = &cpu.root;
        return false;
    }
    __atomic_store_n(&thread.status->hardens, ++thread.hardens, __ATOMIC_RELAXED);
    return true;
}

TAKT_COLD void hand_back(Pass& pass, Cpu& cpu, Thread& thread, takt_handback how,
                         takt_reason reason, uint64_t detail) {
    const Stage stage = thread.stage.load(std::memory_order_relaxed);
    if (is_runnable(stage)) {
        cpu.queue.dequeue(*thread.effective);
    }
    if (cpu.running == &thread) {
        cpu.charge(pass.now);
        cpu.charged = &cpu.root;
        cpu.running = nullptr;
    }
    cpu.timers.cancel(thread.timer);
    thread.kick = TAKT_REASON_NONE;
    thread.blocked_on = nullptr;
    ++thread.handbacks[reason];
    count(*thread.status, reason, detail, thread.handbacks[reason]);
    TAKT_TRACE(pass.trace, handback, thread.handle().raw(), reason, detail);
    takt_plat_context_handback(thread.context, how);
    set_stage(pass, cpu, thread, Stage::frozen); // release: the Linux half may take it from here
    takt_plat_linux_wake(thread.context);
    pass.queue_changed = true;
}

TAKT_COLD void bounce(Pass& pass, takt_handback how, takt_reason reason, uint64_t detail) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    TAKT_CHECK(cpu.running != nullptr);
    hand_back(pass, cpu, *cpu.running, how, reason, detail);
}

void kick(Pass& pass, Thread& thread, takt_reason reason) {
    Cpu& cpu = pass.kernel.cpu_of(thread);
    Object* object = nullptr;
    uint32_t wait_count = 0;
    {
        LockGuard guard{cpu.lock, pass.held};
        // It changes CPUs only while INBAND. If it did just now, it was INBAND after the caller
        // raised its flag, and harden() looks at that flag.
        if (thread.cpu.load(std::memory_order_relaxed) != cpu.id) {
            return;
        }
        const Stage stage = thread.stage.load(std::memory_order_relaxed);
        TAKT_TRACE(pass.trace, kick, thread.handle().raw(), reason, static_cast<uint64_t>(stage));
        switch (stage) {
        case Stage::inband:
        case Stage::frozen:
            return;
        case Stage::running:
            thread.kick = reason;
            takt_plat_ipi(cpu.id);
            return;
        case Stage::ready:
            hand_back(pass, cpu, thread, TAKT_HANDBACK_CONTINUE, reason, 0);
            return;
        case Stage::blocked:
            if (thread.blocked_on == nullptr) {
                hand_back_blocked(pass, cpu, thread, reason);
                return;
            }
            thread.kick = reason;
            object = thread.blocked_on;
            wait_count = thread.wait_count;
            break;
        }
    }
    // The lock of the object ranks below that of the CPU: let go, and see whether it still waits.
    if (abort_wait(pass, thread, *object, wait_count, reason)) {
        return;
    }
    // Somebody woke it first. It cannot block again while it is kicked; if it is on its way to run,
    // its CPU hands it back instead.
    LockGuard guard{cpu.lock, pass.held};
    if (thread.cpu.load(std::memory_order_relaxed) == cpu.id && thread.kick != TAKT_REASON_NONE &&
        thread.stage.load(std::memory_order_relaxed) == Stage::ready) {
        hand_back(pass, cpu, thread, TAKT_HANDBACK_CONTINUE, reason, 0);
    }
}

bool reclaim(Pass& pass, Thread& thread) {
    if (thread.stage_now() != Stage::frozen) {
        return false;
    }
    Cpu& cpu = pass.kernel.cpu_of(thread);
    LockGuard guard{cpu.lock, pass.held};
    set_stage(pass, cpu, thread, Stage::inband);
    return true;
}

} // namespace takt
