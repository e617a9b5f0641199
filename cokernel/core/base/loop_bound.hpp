// SPDX-License-Identifier: GPL-2.0-only
// Owns the bound of a loop that no array and no counter limits: a constant, counted in debug
// builds.
#pragma once

#include <cstdint>

#include "base/check.hpp"

namespace takt {

/// The first statement of such a loop is step(). The type makes `most` a constant, debug builds
/// (unit tests, simulator, fuzzer) stop at one step too many, and tests/rules/loops demands one for
/// every loop whose bound the compiler cannot see. Other builds have no code for it.
template<uint32_t most>
class LoopBound {
    static_assert(most > 0);

public:
    void step() {
#if defined(TAKT_DEBUG)
        TAKT_CHECK(steps_ < most);
        ++steps_;
#endif
    }

private:
#if defined(TAKT_DEBUG)
    uint32_t steps_ = 0;
#endif
};

} // namespace takt
