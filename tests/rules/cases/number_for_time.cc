// SPDX-License-Identifier: GPL-2.0-only
// A bare number is no span of time.
// EXPECT: no match for .operator\+
#include "base/time.hpp"

takt::Instant later(takt::Instant at) {
#ifdef FORBIDDEN
    return at + 5;
#else
    return at + takt::Duration{5};
#endif
}
