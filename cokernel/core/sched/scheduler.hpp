// SPDX-License-Identifier: GPL-2.0-only
// Owns the choice of the next context, and the steps in and out of the run queue.
#pragma once

#include <cstdint>

#include "base/check.hpp"
#include "kernel.hpp"
#include "seam/context.h"

namespace takt {

/// Take one step of the stage protocol; an illegal one is a broken invariant (debug builds look).
inline void set_stage(Pass& pass, Cpu& cpu, Thread& thread, Stage to)
    TAKT_REQUIRES(hard_off, cpu.lock) {
    const Stage from = thread.stage.load(std::memory_order_relaxed);
    TAKT_DEBUG_CHECK(is_legal(from, to));
    if (from == Stage::running && (to == Stage::ready || to == Stage::blocked)) {
        takt_plat_context_unload(thread.context); // before any other CPU can see it
    }
    thread.stage.store(to, std::memory_order_release);
    __atomic_store_n(&thread.status->stage, static_cast<uint32_t>(to), __ATOMIC_RELAXED);
    TAKT_TRACE(pass.trace, stage, thread.handle().raw(), static_cast<uint64_t>(from),
               static_cast<uint64_t>(to));
    static_cast<void>(cpu);
}

/// The run queue of @p cpu got @p context: have that CPU dispatch if it must.
void request_dispatch(Pass& pass, Cpu& cpu, const SchedulingContext& context)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// The wait of a blocked thread ends with @p result; what is left is to put it into the run queue.
void end_wait(Pass& pass, Cpu& cpu, Thread& thread, int64_t result)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// A blocked thread whose wait is over gets into the run queue, at the tail, with @p result.
/// Precondition: it is in no wait queue.
void make_ready(Pass& pass, Cpu& cpu, Thread& thread, int64_t result)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// The thread that runs here goes behind its equals, with a new slice.
void yield(Pass& pass);

/// End of an event: choose what this CPU goes on with, and program its timer. Handbacks that are
/// due are made here, limits::handbacks_per_pass at most.
[[nodiscard]] takt_next dispatch(Pass& pass) TAKT_REQUIRES(hard_off);
[[nodiscard]] takt_next dispatch_locked(Pass& pass, Cpu& cpu) TAKT_REQUIRES(hard_off, cpu.lock);

/// The end of the sleep of @p thread is all that happened on this CPU, which Linux has: it runs at
/// once. The same as make_ready() and dispatch(), without the questions whose answers are known.
/// Precondition: band L, no slice, no kick; the run queue is empty. @p next_sleeper: when the next
/// timer of this CPU is due.
[[nodiscard]] takt_next run_over_root(Pass& pass, Cpu& cpu, Thread& thread, Instant next_sleeper)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// End of an in-band service: what dispatch() has to do on this CPU is asked for by an IPI.
void end_in_linux(Pass& pass) TAKT_REQUIRES(hard_off);

} // namespace takt
