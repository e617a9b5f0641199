// SPDX-License-Identifier: GPL-2.0-only
// Implements the start of a run queue.
#include "sched/run_queue.hpp"

namespace takt {

void RunQueue::init() {
    for (List<SchedulingContext>& level : level_) {
        level.init();
    }
}

} // namespace takt
