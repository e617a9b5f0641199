// SPDX-License-Identifier: GPL-2.0-only
// Implements dispatching: who is next, whose time it is, when the timer must fire.
#include "sched/scheduler.hpp"

#include "base/annotations.hpp"
#include "base/check.hpp"
#include "seam/context_fast.h"
#include "seam/cpu.h"
#include "seam/timer.h"
#include "thread/handover.hpp"

namespace takt {

namespace {

[[nodiscard]] uint64_t trace_id(const Thread* thread) {
    return thread == nullptr ? 0 : thread->handle().raw();
}

[[nodiscard]] uint64_t trace_id(const SchedulingContext* context) {
    return trace_id(context->powers());
}

/// When the slice of @p next ends; never if it has none, or nobody to end for.
[[nodiscard]] Instant slice_end(const Cpu& cpu, const SchedulingContext& next)
    TAKT_REQUIRES(cpu.lock) {
    if (next.slice().ns == 0 || !next.is_queued() || cpu.queue.is_alone(next)) {
        return Instant::never();
    }
    return cpu.charged_until + next.left();
}

/// Put @p context, which has a slice, behind its equals if that is used up.
TAKT_COLD void end_slice(Cpu& cpu, SchedulingContext& context) TAKT_REQUIRES(cpu.lock) {
    if (context.left().ns == 0 && context.is_queued()) {
        context.refill();
        cpu.queue.rotate(context);
    }
}

/// Linux is away from now on, and the watchdog counts.
void set_away(const Pass& pass, Cpu& cpu) TAKT_REQUIRES(cpu.lock) {
    cpu.away_since = pass.now;
    // Cannot wrap, and beyond the horizon is never.
    cpu.bite = {pass.now.ns + pass.kernel.watchdog.ns};
    cpu.timers.set_moved(true);
}

void set_back(Cpu& cpu) TAKT_REQUIRES(cpu.lock) {
    cpu.away_since = cpu.bite = Instant::never();
    cpu.timers.set_moved(true);
}

void set_shot(Cpu& cpu, Instant shot) TAKT_REQUIRES(hard_off, cpu.lock) {
    if (shot == cpu.shot) {
        return;
    }
    cpu.shot = shot;
    if (shot.is_never()) {
        takt_plat_timer_stop();
    } else {
        takt_plat_timer_shot(shot.ns);
    }
}

void program_shot(Pass& pass, Cpu& cpu, const SchedulingContext& next)
    TAKT_REQUIRES(hard_off, cpu.lock) {
    if (!cpu.timers.has_moved() && next.slice().ns == 0) {
        return; // nothing that it depends on
    }
    Instant shot = cpu.timers.next_due(pass.now);
    const Instant slice = slice_end(cpu, next);
    // What comes next has another slice, or none.
    cpu.timers.set_moved(slice < shot);
    shot = slice < shot ? slice : shot;
    set_shot(cpu, cpu.bite < shot ? cpu.bite : shot);
}

/// Why @p thread, which would be next, must go to Linux instead.
[[nodiscard]] takt_reason must_leave(const Pass& pass, const Cpu& cpu, const Thread& thread)
    TAKT_REQUIRES(cpu.lock) {
    if (thread.kick != TAKT_REASON_NONE) {
        return thread.kick;
    }
    if (pass.now >= cpu.bite) {
        return TAKT_REASON_WATCHDOG;
    }
    return thread.effective->urgency().band() == Band::weak ? TAKT_REASON_WEAK : TAKT_REASON_NONE;
}

/// The most urgent thread that may run, or nullptr: root.
[[nodiscard]] Thread* choose(Pass& pass, Cpu& cpu) TAKT_REQUIRES(hard_off, cpu.lock) {
    for (uint32_t handbacks = 0; handbacks <= limits::handbacks_per_pass; ++handbacks) {
        SchedulingContext* top = cpu.queue.top();
        if (top == nullptr) {
            return nullptr;
        }
        Thread& thread = *top->powers();
        const takt_reason reason = must_leave(pass, cpu, thread);
        if (__builtin_expect(reason == TAKT_REASON_NONE, 1)) {
            return &thread;
        }
        if (handbacks == limits::handbacks_per_pass) {
            takt_plat_ipi(cpu.id); // the rest in a pass of its own
            return nullptr;
        }
        if (reason == TAKT_REASON_WATCHDOG) {
            TAKT_TRACE(pass.trace, watchdog, trace_id(&thread),
                       elapsed(cpu.away_since, pass.now).ns, cpu.id);
        }
        hand_back(pass, cpu, thread, TAKT_HANDBACK_CONTINUE, reason, 0);
    }
    return nullptr; // not reached: the last round leaves the loop
}

/// Who ran here no longer does.
void step_aside(Pass& pass, Cpu& cpu) TAKT_REQUIRES(hard_off, cpu.lock) {
    if (cpu.running != nullptr) {
        set_stage(pass, cpu, *cpu.running, Stage::ready);
    }
}

[[nodiscard]] takt_next go_on_with_root(Pass& pass, Cpu& cpu) TAKT_REQUIRES(hard_off, cpu.lock) {
    if (cpu.charged != &cpu.root) {
        TAKT_TRACE(pass.trace, dispatch, trace_id(cpu.charged), 0, 0);
    }
    step_aside(pass, cpu);
    cpu.running = nullptr;
    cpu.charged = &cpu.root;
    set_back(cpu);
    program_shot(pass, cpu, cpu.root);
    return {.context = nullptr, .deliver = false};
}

} // namespace

void request_dispatch(Pass& pass, Cpu& cpu, const SchedulingContext& context) {
    const Urgency charged = cpu.charged->urgency();
    // An equal one matters to a context with a slice: its end must be timed from now on.
    if (!context.urgency().is_more_urgent_than(charged) &&
        (context.urgency() != charged || cpu.charged->slice().ns == 0)) {
        return;
    }
    if (&cpu == &pass.cpu) {
        pass.queue_changed = true;
    } else {
        takt_plat_ipi(cpu.id);
    }
}

void end_wait(Pass& pass, Cpu& cpu, Thread& thread, int64_t result) {
    if (thread.timer.is_armed()) {
        cpu.timers.cancel(thread.timer);
        pass.queue_changed |= &cpu == &pass.cpu; // the shot may have been for it
    }
    thread.blocked_on = nullptr;
    takt_context_set_result(thread.context, result);
    set_stage(pass, cpu, thread, Stage::ready);
}

void make_ready(Pass& pass, Cpu& cpu, Thread& thread, int64_t result) {
    end_wait(pass, cpu, thread, result);
    SchedulingContext& context = *thread.effective;
    context.set_powers(&thread);
    context.refill();
    cpu.queue.enqueue(context, Place::tail);
    TAKT_TRACE(pass.trace, wake, trace_id(&thread), cpu.id, static_cast<uint64_t>(result));
    request_dispatch(pass, cpu, context);
}

void yield(Pass& pass) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    cpu.charge(pass.now);
    cpu.charged->refill();
    cpu.queue.rotate(*cpu.charged);
    pass.queue_changed = true;
}

takt_next dispatch(Pass& pass) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    return dispatch_locked(pass, cpu);
}

takt_next dispatch_locked(Pass& pass, Cpu& cpu) {
    cpu.charge(pass.now);
    if (__builtin_expect(cpu.charged->slice().ns != 0, 0)) {
        end_slice(cpu, *cpu.charged);
    }

    Thread* next = choose(pass, cpu);
    if (next == nullptr) {
        return go_on_with_root(pass, cpu);
    }
    SchedulingContext& context = *next->effective;
    if (__builtin_expect(context.slice().ns != 0 && context.left().ns == 0, 0)) {
        context.refill(); // it became RR where it was queued
    }
    if (next != cpu.running) {
        step_aside(pass, cpu);
        set_stage(pass, cpu, *next, Stage::running);
        cpu.running = next;
        TAKT_TRACE(pass.trace, dispatch, trace_id(cpu.charged), trace_id(&context), trace_id(next));
    }
    cpu.charged = &context;
    if (cpu.away_since.is_never()) {
        set_away(pass, cpu);
    }
    program_shot(pass, cpu, context);
    if (next->unfinished.what != Unfinished::What::nothing) {
        takt_plat_ipi(cpu.id); // its next step, in a pass of its own
    }
    return {.context = next->context, .deliver = next->delivery.pending};
}

takt_next run_over_root(Pass& pass, Cpu& cpu, Thread& thread, Instant next_sleeper) {
    SchedulingContext& chosen = *thread.effective;
    TAKT_DEBUG_CHECK(cpu.running == nullptr && cpu.queue.is_empty());
    TAKT_DEBUG_CHECK(must_leave(pass, cpu, thread) == TAKT_REASON_NONE);
    TAKT_DEBUG_CHECK(next_sleeper == cpu.timers.next_due(pass.now));
    cpu.charge(pass.now);
    takt_context_set_result(thread.context, thread.wait.result);
    set_stage(pass, cpu, thread, Stage::running);
    chosen.set_powers(&thread);
    cpu.queue.enqueue(chosen, Place::tail);
    TAKT_TRACE(pass.trace, dispatch, trace_id(cpu.charged), trace_id(&chosen), trace_id(&thread));
    cpu.running = &thread;
    cpu.charged = &chosen;
    set_away(pass, cpu);
    cpu.timers.set_moved(false);
    set_shot(cpu, cpu.bite < next_sleeper ? cpu.bite : next_sleeper);
    return {.context = thread.context, .deliver = false};
}

void end_in_linux(Pass& pass) {
    if (pass.queue_changed) {
        takt_plat_ipi(pass.cpu.id);
    }
}

} // namespace takt
