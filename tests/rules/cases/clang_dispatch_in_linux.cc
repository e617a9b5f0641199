// SPDX-License-Identifier: GPL-2.0-only
// Only an event, hard-off, may dispatch.
// EXPECT: requires holding stage 'hard_off'
// FLAGS: -Wthread-safety
#include "sched/scheduler.hpp"

using namespace takt;

#ifdef FORBIDDEN
takt_next next(Pass& pass) {
#else
takt_next next(Pass& pass) TAKT_REQUIRES(hard_off) {
#endif
    return dispatch(pass);
}
