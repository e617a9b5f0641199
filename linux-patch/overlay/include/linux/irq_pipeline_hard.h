/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CPU's own interrupt flag, for code that shares data with out-of-band
 * handlers.  Sections must be short and bounded: their length is added to the
 * worst case of every out-of-band interrupt of this CPU.
 *
 * hard_local_irq_save() and hard_local_irq_restore() nest in each other and in
 * Linux's irqsave sections.  Inside a hard-off section a bare
 * local_irq_enable() is a bug: it may turn the CPU's flag on.
 */
#ifndef _LINUX_IRQ_PIPELINE_HARD_H
#define _LINUX_IRQ_PIPELINE_HARD_H

#include <linux/irqflags.h>

#define hard_local_irq_save(flags)	((flags) = native_local_irq_save())
#define hard_local_irq_restore(flags)	native_local_irq_restore(flags)
#define hard_local_irq_disable()	native_irq_disable()
#define hard_local_irq_enable()		native_irq_enable()
#define hard_irqs_disabled()		native_irqs_disabled_flags(native_save_fl())

#endif /* _LINUX_IRQ_PIPELINE_HARD_H */
