// SPDX-License-Identifier: GPL-2.0-only
// Owns the condition variable; a waiter that is signalled waits on for its mutex, without running.
#pragma once

#include <cstdint>

#include "object/object.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

/// A broadcast ends a round: who waits at that time is in the old queue and gets released in steps,
/// who comes later is in the new one. Guarded by the donation lock.
class Cond : public Object {
public:
    WaitQueue queue[2];
    uint32_t round = 0;

    [[nodiscard]] WaitQueue& waiting() { return queue[round % 2]; }
    [[nodiscard]] WaitQueue& leaving() { return queue[(round + 1) % 2]; }
};

} // namespace takt
