// SPDX-License-Identifier: GPL-2.0-only
// Owns the request: a call that has been decoded and whose input has been copied.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "base/time.hpp"
#include "object/handle.hpp"
#include "object/message.hpp"
#include "seam/core.h"
#include "uapi/takt.h"

namespace takt {

/// Everything that a service looks at; user memory is not touched after fetch().
struct Request {
    takt_call_number number = TAKT_CALL_ABI;
    Handle object;
    Handle second;  // the mutex of a condition variable
    Deadline until; // also: when to wake, when to expire first
    Duration interval;
    uint32_t value[3] = {0, 0, 0};
    uint64_t address = 0; // where a result goes
    uint64_t room = 0;
    Message message;
};

static_assert(sizeof(Request) <= sizeof(takt_request));
static_assert(alignof(Request) <= alignof(takt_request));

/// Decode @p call and copy its input into @p request. No lock is held.
/// Errors: not_served (no such call), invalid (an argument that no object could make good),
/// bad_address, message_size.
[[nodiscard]] Error fetch(const takt_call& call, Request& request);

/// May it block? Then only a thread in RT mode can make it.
[[nodiscard]] bool may_block(const Request& request);

} // namespace takt
