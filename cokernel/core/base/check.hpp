// SPDX-License-Identifier: GPL-2.0-only
// Owns the checks of invariants: TAKT_CHECK always, TAKT_DEBUG_CHECK in builds with TAKT_DEBUG.
#pragma once

#include "seam/log.h"

namespace takt {

/// Inlined always: objtool must see the trap at every place.
[[noreturn, gnu::always_inline]] inline void panic(const char* text, const char* file,
                                                   uint32_t line) {
    takt_plat_panic(text, file, line);
    __builtin_trap(); // what objtool knows to be an end
}

} // namespace takt

/// Stop the machine if a condition that the core itself must keep does not hold. Never for input.
#define TAKT_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0)) {                                                   \
            ::takt::panic("takt: " #condition, __FILE__, __LINE__);                                \
        }                                                                                          \
    } while (false)

#if defined(TAKT_DEBUG)
#define TAKT_DEBUG_CHECK(condition) TAKT_CHECK(condition)
#else
#define TAKT_DEBUG_CHECK(condition) static_cast<void>(0)
#endif
