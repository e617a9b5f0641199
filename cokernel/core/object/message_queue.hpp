// SPDX-License-Identifier: GPL-2.0-only
// Owns the message queue: bounded in messages and bytes, served by message priority.
#pragma once

#include <cstdint>

#include "base/list.hpp"
#include "object/message.hpp"
#include "object/message_units.hpp"
#include "object/object.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

/// Invariants: receivers wait only while it is empty, senders only while it is full.
class MessageQueue : public Object {
public:
    uint32_t bytes_max TAKT_GUARDED_BY(lock) = 0;
    uint32_t capacity TAKT_GUARDED_BY(lock) = 0;
    uint32_t count TAKT_GUARDED_BY(lock) = 0;
    uint32_t occupied TAKT_GUARDED_BY(lock) = 0; // a bit a priority
    List<MessageSlot> level[message_priorities] TAKT_GUARDED_BY(lock);
    List<MessageSlot> unused TAKT_GUARDED_BY(lock);
    MessageUnits units TAKT_GUARDED_BY(lock);         // all its slots
    MessageUnits untouched TAKT_GUARDED_BY(lock);     // those that have slots that were never used
    uint32_t used_of_first TAKT_GUARDED_BY(lock) = 0; // slots of the first of these
    WaitQueue senders TAKT_GUARDED_BY(lock);
    WaitQueue receivers TAKT_GUARDED_BY(lock);
};

} // namespace takt
