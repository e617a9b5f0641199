/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC timer's clock event callbacks ask here first: true if the
 * timer is shared with out-of-band users and the request was taken care of.
 */
#ifndef _ASM_X86_IRQ_PIPELINE_TIMER_H
#define _ASM_X86_IRQ_PIPELINE_TIMER_H

#include <linux/types.h>

#ifdef CONFIG_IRQ_PIPELINE

#include <linux/bug.h>
#include <linux/jump_label.h>

#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/irq_pipeline.h>
#include <asm/msr.h>

/* How Linux's event device divides the TSC, see apic.c. */
#define IRQ_PIPELINE_TSC_DIVISOR	8

DECLARE_STATIC_KEY_FALSE(irq_pipeline_timer_shared);

void __irq_pipeline_timer_next(unsigned long delta);
bool __irq_pipeline_timer_mode(bool oneshot);
bool __irq_pipeline_timer_stop(void);

static __always_inline void irq_pipeline_timer_write_deadline(u64 deadline)
{
	/* This MSR is special and needs a special fence */
	weak_wrmsr_fence();
	native_wrmsrl(MSR_IA32_TSC_DEADLINE, deadline);
}

/* What Linux does to its timer. @delta: ticks of the clock event device */
static __always_inline void irq_pipeline_timer_arm(unsigned long delta, bool deadline_mode)
{
	if (deadline_mode)
		irq_pipeline_timer_write_deadline(rdtsc() + (u64)delta * IRQ_PIPELINE_TSC_DIVISOR);
	else
		apic_write(APIC_TMICT, delta);
}

/* Linux has the timer, and nothing holds its interrupts off. */
static __always_inline bool irq_pipeline_timer_is_lent(void)
{
	bool lent;

	asm volatile("cmpw $1, " IRQ_PIPELINE_LENT : "=@ccz" (lent) : : "memory");
	return lent;
}

/*
 * While Linux is lent the timer, this is all that the co-kernel costs its
 * events: nobody may take it back between the question and the write.
 */
static __always_inline bool irq_pipeline_timer_next(unsigned long delta, bool deadline_mode)
{
	if (!static_branch_unlikely(&irq_pipeline_timer_shared))
		return false;
	if (IS_ENABLED(CONFIG_DEBUG_IRQFLAGS))
		WARN_ON_ONCE(!(native_save_fl() & X86_EFLAGS_IF) !=
			     !!(irq_pipeline_slow() & IRQ_PIPELINE_SLOW_HARDOFF));
	native_irq_disable();
	if (likely(irq_pipeline_timer_is_lent())) {
		irq_pipeline_timer_arm(delta, deadline_mode);
		native_irq_enable();
	} else {
		__irq_pipeline_timer_next(delta);
	}
	return true;
}

static __always_inline bool irq_pipeline_timer_mode(bool oneshot)
{
	return static_branch_unlikely(&irq_pipeline_timer_shared) &&
	       __irq_pipeline_timer_mode(oneshot);
}

static __always_inline bool irq_pipeline_timer_stop(void)
{
	return static_branch_unlikely(&irq_pipeline_timer_shared) &&
	       __irq_pipeline_timer_stop();
}

#else

static __always_inline bool irq_pipeline_timer_next(unsigned long delta, bool deadline_mode)
{
	return false;
}

static __always_inline bool irq_pipeline_timer_mode(bool oneshot) { return false; }
static __always_inline bool irq_pipeline_timer_stop(void) { return false; }

#endif
#endif /* _ASM_X86_IRQ_PIPELINE_TIMER_H */
