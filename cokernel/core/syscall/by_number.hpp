// SPDX-License-Identifier: GPL-2.0-only
// Owns the step from a call's number at run time to code for that one call.
#pragma once

#include <cstdint>

#include "base/annotations.hpp"
#include "uapi/takt.h"

namespace takt {

/// Return what `visitor.call<N>()` returns for the N that is @p number, by six comparisons. All
/// that concerns one call, from its arguments to its service, is so decided once, and only what it
/// uses is decoded. What the visitor demands of its caller is demanded of ours.
/// Precondition: @p first <= @p number < @p limit.
template<uint32_t first = 0, uint32_t limit = TAKT_CALL_LIMIT, typename Visitor>
[[nodiscard]] auto by_number(uint64_t number, const Visitor& visitor) TAKT_NO_ANALYSIS {
    if constexpr (limit - first == 1) {
        return visitor.template call<static_cast<takt_call_number>(first)>();
    } else {
        constexpr uint32_t middle = first + (limit - first) / 2;
        return number < middle ? by_number<first, middle>(number, visitor)
                               : by_number<middle, limit>(number, visitor);
    }
}

} // namespace takt
