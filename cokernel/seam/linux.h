/* SPDX-License-Identifier: GPL-2.0-only */
/* What the core asks of Linux: wake a Linux half, and tell whether one has a signal pending. */
#ifndef TAKT_SEAM_LINUX_H
#define TAKT_SEAM_LINUX_H

#include "context.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_linux_wake() - post a wake-up of the Linux half of @context to Linux.
 *
 * Context: any, hard-off. Locks: may be called under any hard lock. The post is logged, and done when
 *          Linux runs on the posting CPU again. Posts for one context may merge, also those of
 *          two CPUs (one preallocated item a context), but a wake-up follows the last of them.
 * Order:   stores made before the call are visible to the Linux half when it wakes.
 * Errors:  none. Cost: constant.
 */
void takt_plat_linux_wake(struct takt_context *context);

/**
 * takt_plat_linux_signalled() - does the Linux half of @context have to leave RT mode (a signal)?
 *
 * Context: in-band task that owns @context, hard-off (the second test of P1). Errors: none.
 * Order:   a kicker raises its flag, then a full barrier, then reads the stage; the core publishes
 *          the stage, then a full barrier, then calls this: one of the two sees the other.
 * Cost:    constant.
 */
bool takt_plat_linux_signalled(struct takt_context *context);

#ifdef __cplusplus
}
#endif

#endif
