// SPDX-License-Identifier: GPL-2.0-only
// Every thread and timer object must have room in the heap of timers.
// EXPECT: static assertion failed
#ifdef FORBIDDEN
#define TAKT_LIMIT_ARMED_TIMERS 16
#endif
#include "base/limits.hpp"
