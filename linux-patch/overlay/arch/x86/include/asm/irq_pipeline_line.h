/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the interrupt controller code and the out-of-band lines know of each
 * other.
 */
#ifndef _ASM_X86_IRQ_PIPELINE_LINE_H
#define _ASM_X86_IRQ_PIPELINE_LINE_H

#include <linux/cleanup.h>
#include <linux/types.h>

#ifdef CONFIG_IRQ_PIPELINE

#include <linux/hard_spinlock.h>

struct irq_data;

/*
 * The index and data registers of an IO-APIC make one operation: an
 * out-of-band handler that masks its line must not come in between.
 */
extern hard_spinlock_t irq_pipeline_ioapic_lock;

DEFINE_LOCK_GUARD_0(irq_pipeline_ioapic,
		    hard_spin_lock_irqsave(&irq_pipeline_ioapic_lock, _T->flags),
		    hard_spin_unlock_irqrestore(&irq_pipeline_ioapic_lock, _T->flags),
		    unsigned long flags)

bool irq_pipeline_owns_line(unsigned int irq);

/* Any context, the CPU's IF off; only for a line that is out-of-band. */
void irq_pipeline_ioapic_mask(struct irq_data *irq_data, bool mask);
void irq_pipeline_ioapic_eoi(struct irq_data *irq_data);
bool irq_pipeline_is_ioapic(struct irq_data *irq_data);

#else

DEFINE_LOCK_GUARD_0(irq_pipeline_ioapic, , )
static inline bool irq_pipeline_owns_line(unsigned int irq) { return false; }

#endif
#endif /* _ASM_X86_IRQ_PIPELINE_LINE_H */
