// SPDX-License-Identifier: GPL-2.0-only
// Owns patterns in all registers that a thread has.
#pragma once

#include <cstdint>

namespace rt {

/// A system call with three arguments, the fourth is 0.
struct RawCall {
    uint64_t number, a, b, c;
};

/// All registers that an RT half owns, filled with @p seed, over one call, or a stretch of work if
/// it is nullptr. Returns how many kinds of them came back wrong. Nothing of the C library runs in
/// between.
int registers_over(uint64_t seed, const RawCall* call);

} // namespace rt
