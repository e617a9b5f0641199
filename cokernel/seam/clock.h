/* SPDX-License-Identifier: GPL-2.0-only */
/* The clocks that the core may read. */
#ifndef TAKT_SEAM_CLOCK_H
#define TAKT_SEAM_CLOCK_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_clock_mono_ns() - read CLOCK_MONOTONIC.
 *
 * Context: any, hard-off or not. Locks: none; may be called under any hard lock.
 * Units:   nanoseconds. Never decreases, neither on one CPU nor from a release on one CPU to the
 *          matching acquire on another; stays below 2^62.
 * Errors:  none. Cost: constant; must not wait for a writer.
 */
uint64_t takt_plat_clock_mono_ns(void);

/**
 * takt_plat_clock_real_offset_ns() - CLOCK_REALTIME minus CLOCK_MONOTONIC, now.
 *
 * Context: any. Locks: none. Units: nanoseconds. Errors: none. Cost: constant.
 * When it changes, the platform calls takt_core_on_clock_set() on every CPU that is up.
 */
int64_t takt_plat_clock_real_offset_ns(void);

#ifdef __cplusplus
}
#endif

#endif
