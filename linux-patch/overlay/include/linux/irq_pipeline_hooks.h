/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What architecture-independent Linux code calls of the interrupt pipeline,
 * as empty stubs where there is none.
 */
#ifndef _LINUX_IRQ_PIPELINE_HOOKS_H
#define _LINUX_IRQ_PIPELINE_HOOKS_H

#ifdef CONFIG_IRQ_PIPELINE
#include <linux/irq_pipeline_hard.h>
#include <linux/ptrace.h>
#include <asm/irq_pipeline_entry.h>

#define irq_pipeline_enter(regs)	__irq_pipeline_enter(&(regs)->flags, false)
#define irq_pipeline_nmi_enter(regs)	__irq_pipeline_enter(&(regs)->flags, true)
#define irq_pipeline_exit(regs)		__irq_pipeline_exit(&(regs)->flags)
#define irq_pipeline_fault_entered(regs)	__irq_pipeline_fault_entered(user_mode(regs))

/* No interrupt at all can come: the entry of an NMI, before Linux's flag is off. */
#define irq_pipeline_hard_off()		hard_irqs_disabled()

#else

#include <linux/irqflags.h>

#define irq_pipeline_enter(regs)	do { } while (0)
#define irq_pipeline_nmi_enter(regs)	do { } while (0)
#define irq_pipeline_exit(regs)		do { } while (0)
#define irq_pipeline_fault_entered(regs)	do { } while (0)
#define irq_pipeline_hard_off()		false

static __always_inline void irq_pipeline_exit_enabled(void) { }
static __always_inline void irq_pipeline_enter_from_user(void) { }
static __always_inline void irq_pipeline_entered_from_user(void) { }
static __always_inline void irq_pipeline_exit_to_user(void) { }
#define irq_pipeline_enable_from_user()	local_irq_enable()
#define irq_pipeline_divert(regs, vector)	false
static __always_inline void irq_pipeline_idle_enter(void) { }
static __always_inline void irq_pipeline_wait_enter(void) { }
static __always_inline void irq_pipeline_wait_exit(void) { }

#endif

/* Architectures without a pipeline have no sections to keep out-of-band code from. */
#ifndef hard_irq_section_keep
#define hard_irq_section_keep(flags)	((void)sizeof(flags))
#define hard_irq_section_unkeep(flags)	((void)sizeof(flags))
#endif

#endif /* _LINUX_IRQ_PIPELINE_HOOKS_H */
