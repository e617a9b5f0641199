// SPDX-License-Identifier: GPL-2.0-only
// Owns work that has no constant bound, cut into steps that have one: broadcast, flags, close,
// flush.
#pragma once

#include "kernel.hpp"

namespace takt {

/// Take one step, which moves limits::waiters_per_step waiters at most. Returns true if nothing is
/// left; then @p work is cleared. A thread has its work done by IPIs to its own CPU, each a pass of
/// its own, while it is the running thread; after a handback the Linux half does it.
[[nodiscard]] bool take_step(Pass& pass, Unfinished& work) TAKT_REQUIRES(hard_off);

} // namespace takt
