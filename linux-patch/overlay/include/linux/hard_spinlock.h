/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spinlocks for data that out-of-band code shares with Linux or with other
 * CPUs.  Whoever holds one has the CPU's own interrupt flag off, so that the
 * holder cannot be preempted by anything but an NMI, and the wait is bounded
 * by the sections of the other CPUs.
 *
 * Invisible to lockdep, like the raw locks of the scheduler's lowest level:
 * lockdep is Linux code, which out-of-band code may have preempted anywhere.
 * Rule of use: never take an ordinary lock, sleep or fault with one held.
 */
#ifndef _LINUX_HARD_SPINLOCK_H
#define _LINUX_HARD_SPINLOCK_H

#include <linux/spinlock_types_raw.h>
#include <linux/irq_pipeline_hard.h>

#include <asm/spinlock.h>

typedef struct {
	arch_spinlock_t lock;
} hard_spinlock_t;

#define __HARD_SPIN_LOCK_UNLOCKED	{ .lock = __ARCH_SPIN_LOCK_UNLOCKED }
#define DEFINE_HARD_SPINLOCK(name)	hard_spinlock_t name = __HARD_SPIN_LOCK_UNLOCKED

/* For a lock in allocated memory. */
static __always_inline void hard_spin_lock_init(hard_spinlock_t *lock)
{
	*lock = (hard_spinlock_t)__HARD_SPIN_LOCK_UNLOCKED;
}

/* Context: the CPU's IF is off already (out-of-band, or a hard-off section). */
static __always_inline void hard_spin_lock(hard_spinlock_t *lock)
{
	arch_spin_lock(&lock->lock);
}

static __always_inline bool hard_spin_trylock(hard_spinlock_t *lock)
{
	return arch_spin_trylock(&lock->lock);
}

static __always_inline void hard_spin_unlock(hard_spinlock_t *lock)
{
	arch_spin_unlock(&lock->lock);
}

/* Context: any. */
#define hard_spin_lock_irqsave(lock, flags)		\
do {							\
	hard_local_irq_save(flags);			\
	hard_spin_lock(lock);				\
} while (0)

#define hard_spin_unlock_irqrestore(lock, flags)	\
do {							\
	hard_spin_unlock(lock);				\
	hard_local_irq_restore(flags);			\
} while (0)

#endif /* _LINUX_HARD_SPINLOCK_H */
