// SPDX-License-Identifier: GPL-2.0-only
// Owns the way from a request to the service.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"
#include "syscall/request.hpp"

namespace takt {

/// Serve @p request for @p self: RUNNING on this CPU, or INBAND if the request may not block.
/// Touches no user memory. Cost: that of the service, which is bounded.
Outcome serve(Pass& pass, Thread& self, const Request& request) TAKT_REQUIRES(hard_off);

} // namespace takt
