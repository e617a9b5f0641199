/* SPDX-License-Identifier: GPL-2.0-only */
/* The hard lock: a fair spin lock that is taken only with interrupts really off. */
#ifndef TAKT_SEAM_LOCK_H
#define TAKT_SEAM_LOCK_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opaque to the core; all zero is unlocked, so that zeroed memory holds unlocked locks. */
struct takt_hard_lock {
	uint32_t word;
};

/**
 * takt_plat_hard_lock() - take @lock, spinning.
 *
 * Context: any, hard-off. Locks: ranks ascend; the core checks (core/lock/rank.hpp).
 * Order:   acquire. Errors: none. Cost: bounded by the CPUs ahead in the queue; must be FIFO-fair.
 */
void takt_plat_hard_lock(struct takt_hard_lock *lock);

/**
 * takt_plat_hard_unlock() - release @lock.
 *
 * Context: any, hard-off, held by this CPU. Order: release. Errors: none. Cost: constant.
 */
void takt_plat_hard_unlock(struct takt_hard_lock *lock);

#ifdef __cplusplus
}
#endif

#endif
