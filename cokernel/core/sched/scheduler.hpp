// SPDX-License-Identifier: GPL-2.0-only
// Owns the choice of the next context, and the steps in and out of the run queue.
#pragma once

#include <cstdint>

#include "kernel.hpp"

namespace takt {

/// Take one step of the stage protocol; an illegal one is a broken invariant.
void set_stage(Pass& pass, Cpu& cpu, Thread& thread, Stage to)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// The run queue of @p cpu got @p context: have that CPU dispatch if it must.
void request_dispatch(Pass& pass, Cpu& cpu, const SchedulingContext& context)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// A blocked thread whose wait is over gets into the run queue, at the tail, with @p result.
/// Precondition: it is in no wait queue.
void make_ready(Pass& pass, Cpu& cpu, Thread& thread, int64_t result)
    TAKT_REQUIRES(hard_off, cpu.lock);

/// The thread that runs here goes behind its equals, with a new slice.
void yield(Pass& pass);

/// End of an event: choose what this CPU goes on with, and program its timer. Handbacks that are due
/// are made here, limits::handbacks_per_pass at most.
[[nodiscard]] takt_next dispatch(Pass& pass) TAKT_REQUIRES(hard_off);

/// End of an in-band service: what dispatch() has to do on this CPU is asked for by an IPI.
void end_in_linux(Pass& pass) TAKT_REQUIRES(hard_off);

}  // namespace takt
