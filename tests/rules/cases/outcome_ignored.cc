// SPDX-License-Identifier: GPL-2.0-only
// What becomes of the caller of a service must be looked at.
// EXPECT: ignoring return
#include "object/outcome.hpp"

takt::Outcome serve();

void take() {
#ifdef FORBIDDEN
    serve();
#else
    static_cast<void>(serve());
#endif
}
