// SPDX-License-Identifier: GPL-2.0-only
// Implements changing policy and priority.
#include "thread/sched_params.hpp"

#include "wait/donation.hpp"

namespace takt {

Error validate(const takt_sched& sched) {
    switch (sched.policy) {
    case TAKT_POLICY_WEAK:
        return sched.priority == 0 ? Error::none : Error::invalid;
    case TAKT_POLICY_RR:
        if (sched.slice_ns < slice_min_ns || sched.slice_ns >= limits::time_horizon_ns) {
            return Error::invalid;
        }
        [[fallthrough]];
    case TAKT_POLICY_FIFO:
        return sched.priority >= priority_min && sched.priority <= priority_max ? Error::none
                                                                                : Error::invalid;
    }
    return Error::invalid;
}

void set_sched(Pass& pass, Thread& thread, const takt_sched& sched) {
    thread.own.set_urgency(sched.policy == TAKT_POLICY_WEAK ? Urgency::weak()
                                                            : Urgency::fixed(sched.priority));
    thread.own.set_slice({sched.policy == TAKT_POLICY_RR ? sched.slice_ns : 0});
    refresh(pass, thread, Place::tail);
}

} // namespace takt
