// SPDX-License-Identifier: GPL-2.0-only
// Owns the counting semaphore.
#pragma once

#include <cstdint>

#include "object/object.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

/// Invariant: waiters only while value is 0; a post goes to the most urgent waiter directly.
class Semaphore : public Object {
public:
    uint32_t value TAKT_GUARDED_BY(lock) = 0;
    uint32_t maximum TAKT_GUARDED_BY(lock) = 0;
    WaitQueue waiters TAKT_GUARDED_BY(lock);
};

} // namespace takt
