/* SPDX-License-Identifier: GPL-2.0-only */
/* The one timer shot that each CPU gives to the core. */
#ifndef TAKT_SEAM_TIMER_H
#define TAKT_SEAM_TIMER_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_timer_shot() - have takt_core_on_timer() called on this CPU at @deadline_ns or later.
 *
 * Context: any, hard-off. Locks: called with the CPU's lock held.
 * Units:   absolute CLOCK_MONOTONIC ns. A deadline that has passed fires as soon as interrupts open.
 * Replaces the shot before it. A spurious or late call of takt_core_on_timer() is allowed.
 * Errors:  none. Cost: constant.
 */
void takt_plat_timer_shot(uint64_t deadline_ns);

/**
 * takt_plat_timer_stop() - this CPU needs no shot any more.
 *
 * Context: any, hard-off. Locks: called with the CPU's lock held. Errors: none. Cost: constant.
 */
void takt_plat_timer_stop(void);

#ifdef __cplusplus
}
#endif

#endif
