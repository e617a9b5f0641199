/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the pipeline share: the out-of-band vectors and the
 * counters.
 */
#ifndef _IRQ_PIPELINE_INTERNAL_H
#define _IRQ_PIPELINE_INTERNAL_H

#include <linux/irq_pipeline.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include <asm/irq_pipeline_entry.h>
#include <asm/irq_vectors.h>
#include <asm/split_context.h>

/*
 * The top priority class.  The hardware delivers the highest pending one
 * first: the timer, then IPIs, then devices.
 */
#define OOB_LINE_VECTOR		IRQ_PIPELINE_OOB_FIRST
#define OOB_LINE_VECTORS	11
#define OOB_IPI_VECTOR		(OOB_LINE_VECTOR + OOB_LINE_VECTORS)
#define OOB_IPI_VECTORS		3

static_assert(OOB_TIMER_VECTOR == OOB_IPI_VECTOR + OOB_IPI_VECTORS);
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

DECLARE_PER_CPU(bool, irq_pipeline_oob_active);

/*
 * To RCU, printk and tracing out-of-band code is an NMI.  vif is cleared so
 * that irqsave sections inside are inert: the interrupted code may be between
 * setting vif and its slow path, and an irqrestore must not take that for it.
 */
static __always_inline bool irq_pipeline_oob_begin(void)
{
	bool vif = irq_pipeline_test_clear_vif();

	__preempt_count_add(NMI_OFFSET);
	raw_cpu_write(irq_pipeline_oob_active, true);
	return vif;
}

static __always_inline void irq_pipeline_oob_end(bool vif)
{
	raw_cpu_write(irq_pipeline_oob_active, false);
	__preempt_count_sub(NMI_OFFSET);
	if (vif)
		irq_pipeline_set_vif();
}

/* Keep Linux's timer events back while RT halves run, or let them in again. */
void irq_pipeline_timer_hold(void);
void irq_pipeline_timer_let_in(void);

/* The end of a pass of the co-kernel; may go on elsewhere and come back much later. */
#ifdef CONFIG_SPLIT_CONTEXT
void split_context_irq_end(void);
#else
static inline void split_context_irq_end(void) { }
#endif

#endif /* _IRQ_PIPELINE_INTERNAL_H */
