// SPDX-License-Identifier: GPL-2.0-only
// Owns the beginning and the end of waits: block, wake, time out, abort.
#pragma once

#include "base/result.hpp"
#include "kernel.hpp"

namespace takt {

/// May a call that would have to wait do so? would_block: no wait was wanted; timed_out: too late.
[[nodiscard]] Error may_wait_until(const Pass& pass, Deadline until);

/// The running thread waits for @p object in @p queue (both nullptr: for the time only).
/// The caller holds the lock of the object. Returns false, with nothing changed, if it has been
/// kicked: then the whole call must not take place.
[[nodiscard]] bool block(Pass& pass, Thread& self, Object* object, WaitQueue* queue, Deadline until,
                         const WaitArguments& wait) TAKT_REQUIRES(hard_off);

/// The wait of @p thread, which the caller took out of its wait queue, ends with @p result.
void wake(Pass& pass, Thread& thread, int64_t result) TAKT_REQUIRES(hard_off);

/// A wait that is timed out on @p object, if it is still the same one. Takes the locks it needs.
void time_out(Pass& pass, Thread& thread, Object& object, uint32_t wait_count)
    TAKT_REQUIRES(hard_off);

/// End a wait for @p object and hand the thread back. Returns false if it does not wait any more.
[[nodiscard]] bool abort_wait(Pass& pass, Thread& thread, Object& object, uint32_t wait_count,
                              takt_reason reason) TAKT_REQUIRES(hard_off);

/// Hand back a thread that waits and is in no wait queue: restarted if its call allows it, else
/// with EINTR. Only a signal may make Linux restart it; other reasons let the call execute again.
void hand_back_blocked(Pass& pass, Cpu& cpu, Thread& thread, takt_reason reason)
    TAKT_REQUIRES(hard_off, cpu.lock);

} // namespace takt
