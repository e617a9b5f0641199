// SPDX-License-Identifier: GPL-2.0-only
// Owns the coming and going of CPUs, processes and threads.
#pragma once

#include "base/result.hpp"
#include "kernel.hpp"

namespace takt {

/// All in-band. Errors: see seam/core.h.
[[nodiscard]] Error bring_up(Pass& pass) TAKT_REQUIRES(hard_off);
[[nodiscard]] Error take_down(Pass& pass) TAKT_REQUIRES(hard_off);

[[nodiscard]] Result<Process*> attach_process(Pass& pass, const takt_process_params& params)
    TAKT_REQUIRES(hard_off);
/// The process has no thread and no object any more.
void forget_process(Pass& pass, Process& process) TAKT_REQUIRES(hard_off);

[[nodiscard]] Result<Thread*> attach_thread(Pass& pass, Process& process,
                                            const takt_thread_params& params)
    TAKT_REQUIRES(hard_off);

/// Give up the mutex in slot @p index of the table if @p thread owns it. Returns whether waiters
/// have to be flushed; @p work then says so.
void abandon_slot(Pass& pass, Thread& thread, uint32_t index, Unfinished& work)
    TAKT_REQUIRES(hard_off);

/// The thread owns nothing any more. Errors: busy unless INBAND.
[[nodiscard]] Error forget_thread(Pass& pass, Thread& thread) TAKT_REQUIRES(hard_off);

/// Errors: busy unless INBAND.
[[nodiscard]] Error move_thread(Pass& pass, Thread& thread, uint32_t cpu) TAKT_REQUIRES(hard_off);

} // namespace takt
