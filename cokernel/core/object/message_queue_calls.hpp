// SPDX-License-Identifier: GPL-2.0-only
// Owns the operations on message queues.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// Errors: stale, message_size, would_block, timed_out. Cost: O(log waiters) and a bounded copy.
Outcome queue_send(Pass& pass, Thread& self, Handle name, const Message& message, Deadline until)
    TAKT_REQUIRES(hard_off);

/// The message comes to Thread::message; Thread::delivery says that it must still be copied to @p
/// address. Returns priority << 16 | bytes.
Outcome queue_receive(Pass& pass, Thread& self, Handle name, uint64_t address, uint64_t room,
                      Deadline until) TAKT_REQUIRES(hard_off);

} // namespace takt
