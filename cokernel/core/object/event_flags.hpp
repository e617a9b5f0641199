// SPDX-License-Identifier: GPL-2.0-only
// Owns the group of event flags: 31 bits that threads wait for, any or all, consuming or not.
#pragma once

#include <cstdint>

#include "object/object.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

inline constexpr uint32_t flags_all = 0x7fffffff;

/// Setting flags ends a round, as a broadcast does: the waiters of the old queue are looked at in
/// steps, in the order of urgency; whom the flags do not satisfy moves to the new queue.
class EventFlags : public Object {
public:
    uint32_t bits TAKT_GUARDED_BY(lock) = 0;
    uint32_t round TAKT_GUARDED_BY(lock) = 0;
    WaitQueue queue[2] TAKT_GUARDED_BY(lock);

    [[nodiscard]] WaitQueue& waiting() TAKT_REQUIRES(lock) { return queue[round % 2]; }
    [[nodiscard]] WaitQueue& leaving() TAKT_REQUIRES(lock) { return queue[(round + 1) % 2]; }
};

} // namespace takt
