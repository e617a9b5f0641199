// SPDX-License-Identifier: GPL-2.0-only
// Owns what a pass does about the time that has passed.
#pragma once

#include "kernel.hpp"

namespace takt {

/// Deal with the timers of this CPU that are due, limits::expiries_per_pass at most; the shot that
/// dispatch() programs calls for the rest at once. Context: any event. Cost: bounded.
void expire(Pass& pass) TAKT_REQUIRES(hard_off);

} // namespace takt
