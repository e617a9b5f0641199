/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC timer's clock event callbacks ask here first: true if the
 * timer is shared with out-of-band users and the request was taken care of.
 */
#ifndef _ASM_X86_IRQ_PIPELINE_TIMER_H
#define _ASM_X86_IRQ_PIPELINE_TIMER_H

#include <linux/types.h>

#ifdef CONFIG_IRQ_PIPELINE

#include <linux/jump_label.h>

DECLARE_STATIC_KEY_FALSE(irq_pipeline_timer_shared);

bool __irq_pipeline_timer_next(unsigned long delta);
bool __irq_pipeline_timer_mode(bool oneshot);
bool __irq_pipeline_timer_stop(void);

/* @delta: ticks of the clock event device */
static __always_inline bool irq_pipeline_timer_next(unsigned long delta)
{
	return static_branch_unlikely(&irq_pipeline_timer_shared) &&
	       __irq_pipeline_timer_next(delta);
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

static __always_inline bool irq_pipeline_timer_next(unsigned long delta) { return false; }
static __always_inline bool irq_pipeline_timer_mode(bool oneshot) { return false; }
static __always_inline bool irq_pipeline_timer_stop(void) { return false; }

#endif
#endif /* _ASM_X86_IRQ_PIPELINE_TIMER_H */
