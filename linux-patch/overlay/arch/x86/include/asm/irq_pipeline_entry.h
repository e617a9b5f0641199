/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel entry and exit on the interrupt pipeline.  Everything here starts
 * with the CPU's IF off.
 */
#ifndef _ASM_X86_IRQ_PIPELINE_ENTRY_H
#define _ASM_X86_IRQ_PIPELINE_ENTRY_H

#include <linux/irqflags.h>
#include <asm/cpufeature.h>
#include <asm/irq_pipeline.h>

/*
 * Where an entry from the kernel interrupted code with IF on, its frame holds
 * the virtual flag.  Where IF was off the frame cannot tell, and says so in bits
 * that RFLAGS does not have; they are gone when the entry returns.
 */
#define IRQ_PIPELINE_FRAME_HARD_OFF	(1UL << 32)
#define IRQ_PIPELINE_FRAME_UNSTALLED	(1UL << 33)

/* Not before the pipeline is armed: until then IF follows vif, which is 0. */
static __always_inline void irq_pipeline_hard_enable(void)
{
	asm volatile(ALTERNATIVE("", "sti", X86_FEATURE_IRQ_PIPELINE) : : : "memory");
}

/*
 * Show Linux the virtual flag in the frame, and clear it as the CPU did IF.
 * IF goes on at once: out-of-band code needs nothing of what Linux's entry
 * code does next.  Not so in an NMI.
 */
static __always_inline void __irq_pipeline_enter(unsigned long *eflags, bool nmi)
{
	if (__builtin_expect(*eflags & X86_EFLAGS_IF, 1)) {
		if (__builtin_expect(!irq_pipeline_test_clear_vif(), 0))
			*eflags &= ~(unsigned long)X86_EFLAGS_IF;
		if (!nmi)
			irq_pipeline_hard_enable();
	} else {
		*eflags |= IRQ_PIPELINE_FRAME_HARD_OFF;
		if (irq_pipeline_test_clear_vif())
			*eflags |= IRQ_PIPELINE_FRAME_UNSTALLED;
	}
}

/*
 * Where IF was off, the saved vif goes back and never the frame's: an NMI can
 * hit between a system call's entry and its vif = 0.
 */
static __always_inline void __irq_pipeline_exit(unsigned long *eflags)
{
	native_irq_disable();
	if (__builtin_expect(*eflags & IRQ_PIPELINE_FRAME_HARD_OFF, 0)) {
		if (*eflags & IRQ_PIPELINE_FRAME_UNSTALLED)
			irq_pipeline_set_vif();
		else
			irq_pipeline_clear_vif();
		*eflags &= ~(IRQ_PIPELINE_FRAME_HARD_OFF | IRQ_PIPELINE_FRAME_UNSTALLED |
			     X86_EFLAGS_IF);
	} else if (*eflags & X86_EFLAGS_IF) {
		if (__builtin_expect(irq_pipeline_set_vif(), 0))
			irq_pipeline_open();
	} else {
		irq_pipeline_clear_vif();
		*eflags |= X86_EFLAGS_IF;
	}
}

/* The same where Linux sees its interrupts on in the frame: then IF was on, too. */
static __always_inline void irq_pipeline_exit_enabled(void)
{
	native_irq_disable();
	if (__builtin_expect(irq_pipeline_set_vif(), 0))
		irq_pipeline_open();
}

void __split_check_exit_to_user(void);

/*
 * User mode always runs with vif set, the fence open and IF on.
 *
 * A system call turns its interrupts on right after the entry work, in which
 * IF is off, so vif need not be cleared and set again, unless debugging looks
 * at it meanwhile.  The same at the exit would do without two instructions, but
 * its work (FPU registers) would keep out-of-band interrupts out for longer
 * than anything else does: 40 more on the longest wake-up.
 */
#define IRQ_PIPELINE_ENTRY_WATCHED	(IS_ENABLED(CONFIG_TRACE_IRQFLAGS) || \
					 IS_ENABLED(CONFIG_RCU_EQS_DEBUG))

static __always_inline void irq_pipeline_enter_from_user(void)
{
	if (IRQ_PIPELINE_ENTRY_WATCHED)
		irq_pipeline_clear_vif();
}

/* After enter_from_user_mode(), for a system call. */
static __always_inline void irq_pipeline_enable_from_user(void)
{
	trace_hardirqs_on();
	if (IRQ_PIPELINE_ENTRY_WATCHED)
		irq_pipeline_set_vif();
	native_irq_enable();
}

/* After enter_from_user_mode(), for what runs on with interrupts disabled. */
static __always_inline void irq_pipeline_entered_from_user(void)
{
	if (!IRQ_PIPELINE_ENTRY_WATCHED)
		irq_pipeline_clear_vif();
	irq_pipeline_hard_enable();
}

/*
 * A page fault's address has been read: what a user's fault waits with IF off
 * for is over.  Entries from user mode are the longest time that Linux has it off.
 */
static __always_inline void __irq_pipeline_fault_entered(bool from_user)
{
	if (!IRQ_PIPELINE_ENTRY_WATCHED && __builtin_expect(from_user, 1)) {
		irq_pipeline_clear_vif();
		irq_pipeline_hard_enable();
	}
}

static __always_inline void irq_pipeline_exit_to_user(void)
{
	irq_pipeline_exit_enabled();
	if (IS_ENABLED(CONFIG_SPLIT_CONTEXT_DEBUG) && cpu_feature_enabled(X86_FEATURE_IRQ_PIPELINE))
		__split_check_exit_to_user();
}

struct pt_regs;
void irq_pipeline_bounce(u8 vector);
void irq_pipeline_oob(struct pt_regs *regs, u8 vector);

/*
 * First thing in every interrupt entry: true if the interrupt is not for
 * Linux, or not for Linux now.
 */
static __always_inline bool irq_pipeline_divert(struct pt_regs *regs, u8 vector)
{
	if (vector >= IRQ_PIPELINE_OOB_FIRST) {
		irq_pipeline_oob(regs, vector);
		return true;
	}
	if (__builtin_expect(irq_pipeline_vif_is_set(), 1))
		return false;
	irq_pipeline_bounce(vector);
	return true;
}

#endif /* _ASM_X86_IRQ_PIPELINE_ENTRY_H */
