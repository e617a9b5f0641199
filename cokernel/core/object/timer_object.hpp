// SPDX-License-Identifier: GPL-2.0-only
// Owns the timer that user programs create: one-shot or periodic, counted, waited for.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "object/object.hpp"
#include "time/timer.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

/// Its timer is armed in the heaps of CPU `home`. An expiry is taken out under the lock of that CPU
/// and dealt with under the lock of the object; `setting` tells whether it was set or cancelled in
/// between.
class TimerObject : public Object {
public:
    ObjectTimer timer; // guarded by the lock of CPU `home`
    uint32_t home TAKT_GUARDED_BY(lock) = 0;
    /// Counts TIMER_SET and TIMER_CANCEL; written under both locks.
    uint32_t setting = 0;
    bool armed TAKT_GUARDED_BY(lock) = false;
    Deadline due TAKT_GUARDED_BY(lock);
    Duration interval TAKT_GUARDED_BY(lock);     // zero: one-shot
    uint64_t expiries TAKT_GUARDED_BY(lock) = 0; // not yet told to anybody
    WaitQueue waiters TAKT_GUARDED_BY(lock);
};

} // namespace takt
