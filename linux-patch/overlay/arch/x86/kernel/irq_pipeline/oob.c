// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entry of every out-of-band interrupt.
 */
#include <linux/kprobes.h>
#include <linux/preempt.h>
#include <linux/smp.h>

#include <asm/apic.h>
#include <asm/hardirq.h>
#include <asm/idtentry.h>

#include "internal.h"

DEFINE_PER_CPU(bool, irq_pipeline_oob_active);

bool notrace in_oob(void)
{
	return raw_cpu_read(irq_pipeline_oob_active);
}
EXPORT_SYMBOL_GPL(in_oob);

/*
 * The IPI is a Linux interrupt, so a CPU answers it with its handlers done:
 * they nest on top of Linux and run to completion.
 */
static void oob_synchronize_cpu(void *unused)
{
}

void oob_synchronize(void)
{
	on_each_cpu(oob_synchronize_cpu, NULL, true);
}
EXPORT_SYMBOL_GPL(oob_synchronize);

/* Once for each entry, so that the timer's knows its handler when it is compiled. */
static __always_inline void oob_dispatch(struct pt_regs *regs, u8 vector)
{
	if (vector == OOB_TIMER_VECTOR)
		oob_timer_interrupt(regs);
	else if (vector >= OOB_IPI_VECTOR)
		oob_ipi_interrupt(regs, vector - OOB_IPI_VECTOR);
	else
		oob_line_interrupt(regs, vector - OOB_LINE_VECTOR);
}

static __always_inline void oob_interrupt(struct pt_regs *regs, u8 vector)
{
	bool vif;

	/* Root is parked inside this function already: there is nothing of Linux's to keep. */
	if (split_context_active()) {
		instrumentation_begin();
		oob_dispatch(regs, vector);
		split_context_irq_end();
		instrumentation_end();
		return;
	}

	vif = irq_pipeline_oob_begin();
	if (!vif)
		raw_cpu_inc(irq_pipeline_stats.oob_stalled);
	instrumentation_begin();
	oob_dispatch(regs, vector);
	split_context_irq_end();
	instrumentation_end();
	irq_pipeline_oob_end(vif);
}

noinstr void irq_pipeline_oob(struct pt_regs *regs, u8 vector)
{
	/* Raising the fence may leave the APIC without a vector to deliver. */
	if (vector == SPURIOUS_APIC_VECTOR)
		raw_cpu_inc(irq_stat.irq_spurious_count);
	else
		oob_interrupt(regs, vector);
}

/* A gate of its own: the timer's interrupt is part of every wake-up. */
__visible noinstr void sysvec_oob_timer(struct pt_regs *regs)
{
	oob_interrupt(regs, OOB_TIMER_VECTOR);
}
