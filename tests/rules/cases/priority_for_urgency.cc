// SPDX-License-Identifier: GPL-2.0-only
// A priority is no urgency.
// EXPECT: cannot convert|could not convert
#include "sched/urgency.hpp"

bool before(takt::Urgency urgency) {
#ifdef FORBIDDEN
    return urgency.is_more_urgent_than(42);
#else
    return urgency.is_more_urgent_than(takt::Urgency::fixed(42));
#endif
}
