// SPDX-License-Identifier: GPL-2.0-only
// A result must be looked at.
// EXPECT: ignoring return
#include "base/result.hpp"

takt::Result<int> give();

void take() {
#ifdef FORBIDDEN
    give();
#else
    static_cast<void>(give());
#endif
}
