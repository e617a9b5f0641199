// SPDX-License-Identifier: GPL-2.0-only
// Owns what a pass does about the time that has passed.
#pragma once

#include "kernel.hpp"

namespace takt {

/// Deal with the timers of this CPU that are due, limits::expiries_per_pass at most, then choose
/// what the CPU goes on with; the shot that is programmed calls for the rest at once. Context: any
/// event. Cost: bounded.
[[nodiscard]] takt_next expire_and_dispatch(Pass& pass) TAKT_REQUIRES(hard_off);

} // namespace takt
