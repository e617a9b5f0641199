// SPDX-License-Identifier: GPL-2.0-only
// Two instants cannot be added: only a span can be added to an instant.
// EXPECT: no match for .operator\+
#include "base/time.hpp"

takt::Instant later(takt::Instant at) {
#ifdef FORBIDDEN
    return at + at;
#else
    return at + takt::Duration{1};
#endif
}
