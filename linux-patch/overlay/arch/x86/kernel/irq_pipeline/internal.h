/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the pipeline share: the out-of-band vectors and the
 * counters.
 */
#ifndef _IRQ_PIPELINE_INTERNAL_H
#define _IRQ_PIPELINE_INTERNAL_H

#include <linux/irq_pipeline.h>
#include <linux/percpu.h>

#include <asm/irq_pipeline.h>
#include <asm/irq_vectors.h>

/*
 * The top priority class.  The hardware delivers the highest pending one
 * first: the timer, then IPIs, then devices.
 */
#define OOB_LINE_VECTOR		IRQ_PIPELINE_OOB_FIRST
#define OOB_LINE_VECTORS	11
#define OOB_IPI_VECTOR		(OOB_LINE_VECTOR + OOB_LINE_VECTORS)
#define OOB_IPI_VECTORS		3
#define OOB_TIMER_VECTOR	(OOB_IPI_VECTOR + OOB_IPI_VECTORS)

static_assert(OOB_TIMER_VECTOR == SPURIOUS_APIC_VECTOR - 1);

struct irq_pipeline_stats {
	unsigned long	bounced;	/* Linux vectors that hit a stalled CPU */
	unsigned long	bounced_level;	/* of these level triggered */
	unsigned long	oob_timer;
	unsigned long	oob_ipi;
	unsigned long	oob_line;
	unsigned long	oob_stalled;	/* oob interrupts while Linux was stalled */
	unsigned long	linux_ticks;	/* Linux timer events passed on */
	unsigned long	stray;		/* oob vectors nobody has claimed */
};

DECLARE_PER_CPU(struct irq_pipeline_stats, irq_pipeline_stats);
DECLARE_PER_CPU_ALIGNED(struct irq_pipeline_cpu, irq_pipeline_cpu);

/* drivers/iommu keeps the declaration of this to itself. */
#ifdef CONFIG_IRQ_REMAP
extern int irq_remapping_enabled;
#else
#define irq_remapping_enabled	0
#endif

/* Called by irq_pipeline_unstall_thunk. */
void irq_pipeline_unstall(void);

/* Called by irq_pipeline_oob(), the CPU's IF off, the vector still in service. */
void oob_timer_interrupt(struct pt_regs *regs);
void oob_ipi_interrupt(struct pt_regs *regs, unsigned int ipi);
void oob_line_interrupt(struct pt_regs *regs, unsigned int slot);

#endif /* _IRQ_PIPELINE_INTERNAL_H */
