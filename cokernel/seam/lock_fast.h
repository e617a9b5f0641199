/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The uncontended hard lock in line, where the platform says that its lock is Linux's queued one:
 * zero is free, and the holder sets and clears the lowest byte. Whoever finds the word not zero
 * queues up in takt_plat_hard_lock(), so it stays fair. A pass takes two to four locks, each of
 * which would cost it two calls.
 */
#ifndef TAKT_SEAM_LOCK_FAST_H
#define TAKT_SEAM_LOCK_FAST_H

#include "lock.h"

/** takt_hard_lock_enter() - as takt_plat_hard_lock(). */
static inline void takt_hard_lock_enter(struct takt_hard_lock *lock)
{
#ifdef TAKT_QUEUED_LOCKS
	uint32_t free = 0;

	if (__builtin_expect(__atomic_compare_exchange_n(&lock->word, &free, 1, 0, __ATOMIC_ACQUIRE,
							 __ATOMIC_RELAXED), 1))
		return;
#endif
	takt_plat_hard_lock(lock);
}

/** takt_hard_lock_leave() - as takt_plat_hard_unlock(). */
static inline void takt_hard_lock_leave(struct takt_hard_lock *lock)
{
#ifdef TAKT_QUEUED_LOCKS
	__atomic_store_n((unsigned char *)&lock->word, 0, __ATOMIC_RELEASE);
#else
	takt_plat_hard_unlock(lock);
#endif
}

#endif
