// SPDX-License-Identifier: GPL-2.0-only
/* The small parts of the seam: CPU, interrupts, locks, user memory, messages, trace. */
#include <linux/irq_pipeline.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

#include <asm/spinlock.h>

#include "seam/cpu.h"
#include "seam/irq.h"
#include "seam/lock.h"
#include "seam/log.h"
#include "seam/memory.h"
#include "seam/trace.h"
#include "takt.h"

uint32_t takt_plat_cpu_id(void)
{
	return raw_smp_processor_id();
}

unsigned long takt_plat_irq_save(void)
{
	return native_local_irq_save();
}

void takt_plat_irq_restore(unsigned long state)
{
	native_local_irq_restore(state);
}

static_assert(sizeof(arch_spinlock_t) == sizeof(struct takt_hard_lock));
#ifdef CONFIG_QUEUED_SPINLOCKS
/* What seam/lock_fast.h knows of it. */
static_assert(_Q_LOCKED_VAL == 1 && _Q_LOCKED_OFFSET == 0 && _Q_LOCKED_BITS == 8);
#endif

/*
 * Its queue is one of this CPU's.  Interrupts are off, but for a service that a
 * task asks for only the CPU's own, of which debug checks know nothing.
 */
void takt_plat_hard_lock(struct takt_hard_lock *lock)
{
	__preempt_count_add(PREEMPT_OFFSET);
	arch_spin_lock((arch_spinlock_t *)lock);
	__preempt_count_sub(PREEMPT_OFFSET);
}

void takt_plat_hard_unlock(struct takt_hard_lock *lock)
{
	arch_spin_unlock((arch_spinlock_t *)lock);
}

/* In a pass over an RT half its address space is loaded; in-band it is the task's. */
bool takt_plat_user_read(void *to, uint64_t from, size_t bytes)
{
	const void __user *source = (const void __user *)from;

	if (split_context_current())
		return split_context_read_user(to, source, bytes);
	return !copy_from_user(to, source, bytes);
}

bool takt_plat_user_write(uint64_t to, const void *from, size_t bytes)
{
	void __user *target = (void __user *)to;

	if (split_context_current())
		return split_context_write_user(target, from, bytes);
	return !copy_to_user(target, from, bytes);
}

void takt_plat_log(enum takt_log_level level, const char *text, uint64_t a, uint64_t b)
{
	static const char *const prefix[] = { KERN_ERR, KERN_WARNING, KERN_INFO };

	printk("%stakt: %s (%llu, %llu)\n", prefix[level], text, a, b);
}

void takt_plat_panic(const char *text, const char *file, uint32_t line)
{
	panic("takt: %s (%s:%u)", text, file, line);
}
