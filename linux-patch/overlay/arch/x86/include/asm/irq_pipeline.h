/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual interrupt flag of Linux on x86-64: flag operations, and what the
 * idle and low-level code of Linux calls.
 *
 * Linux's interrupt flag is irq_pipeline_cpu.vif, which holds X86_EFLAGS_IF or
 * 0 so that saved flags stay compatible with EFLAGS.  The CPU's own IF stays
 * on: vectors of the top APIC priority class (out-of-band) are taken at any
 * time.  A Linux vector that hits while vif == 0 goes back into the local
 * APIC's IRR and the task priority register (CR8) is raised above all Linux
 * vectors; setting vif opens it again and the hardware delivers what waits.
 *
 * Setting vif while irq_pipeline_cpu.slow != 0 takes the slow path.  The value
 * starts at HARDOFF, so that the first local_irq_enable() of each CPU does the
 * real STI: bringing a CPU up needs no other hook.  vif and slow are the two
 * ends of one word, whose sign says that slow is not 0: an enable is an OR and
 * a jump.
 */
#ifndef _ASM_X86_IRQ_PIPELINE_H
#define _ASM_X86_IRQ_PIPELINE_H

#define IRQ_PIPELINE_SLOW_ANY		0x80	/* set together with any of these: */
#define IRQ_PIPELINE_SLOW_HARDOFF	1	/* the CPU's IF is, or may be, off */
#define IRQ_PIPELINE_SLOW_FENCED	2	/* CR8 is raised */

#define IRQ_PIPELINE_CR8_OPEN		1	/* accept all vectors above 0x1f */
#define IRQ_PIPELINE_CR8_FENCE		0xe	/* accept vectors above 0xef only */

#define IRQ_PIPELINE_OOB_FIRST		0xf0	/* 0xff, the spurious vector, included */

#ifndef __ASSEMBLY__
#ifdef CONFIG_IRQ_PIPELINE

#include <linux/split_context_off.h>
#include <linux/types.h>

#include <asm/alternative.h>
#include <asm/asm.h>
#include <asm/cpufeatures.h>

struct irq_pipeline_cpu {
	u16	vif;
	u8	lent;		/* Linux has the timer, see asm/irq_pipeline_timer.h */
	u8	slow;
} __aligned(4);

/* The assembly below needs the address as text; per-CPU symbols are %gs relative. */
#define IRQ_PIPELINE_VIF	"%%gs:irq_pipeline_cpu(%%rip)"
#define IRQ_PIPELINE_LENT	"%%gs:irq_pipeline_cpu+2(%%rip)"
#define IRQ_PIPELINE_SLOW	"%%gs:irq_pipeline_cpu+3(%%rip)"
#define IRQ_PIPELINE_VIF_CLEAR	"andl $0xfffffdff, " IRQ_PIPELINE_VIF

void irq_pipeline_hard_disable(void);

static __always_inline u32 irq_pipeline_vif(void)
{
	u32 vif;

	asm volatile("movzwl " IRQ_PIPELINE_VIF ", %0" : "=r" (vif) : : "memory");
	return vif;
}

static __always_inline bool irq_pipeline_vif_is_set(void)
{
	bool set;

	asm volatile("testl %1, " IRQ_PIPELINE_VIF : "=@ccnz" (set) : "i" (X86_EFLAGS_IF) : "memory");
	return set;
}

static __always_inline void irq_pipeline_clear_vif(void)
{
	asm volatile(IRQ_PIPELINE_VIF_CLEAR : : : "memory");
}

/* Was it set? */
static __always_inline bool irq_pipeline_test_clear_vif(void)
{
	bool was;

	asm volatile("btrl %1, " IRQ_PIPELINE_VIF : "=@ccc" (was) : "i" (X86_EFLAGS_IF_BIT) : "memory");
	return was;
}

/* True: slow is not 0. */
static __always_inline bool irq_pipeline_set_vif(void)
{
	bool slow;

	asm volatile("orl %1, " IRQ_PIPELINE_VIF : "=@ccs" (slow) : "i" (X86_EFLAGS_IF) : "memory");
	return slow;
}

static __always_inline u8 irq_pipeline_slow(void)
{
	u8 slow;

	asm volatile("movb " IRQ_PIPELINE_SLOW ", %0" : "=q" (slow) : : "memory");
	return slow;
}

static __always_inline void irq_pipeline_set_slow(u8 slow)
{
	asm volatile("movb %0, " IRQ_PIPELINE_SLOW : : "qi" (slow) : "memory");
}

static __always_inline unsigned long arch_local_save_flags(void)
{
	return irq_pipeline_vif();
}

/*
 * Until alternatives are applied, and for good with irq_pipeline=off, the
 * CPU's IF follows vif.  {rex} pads the replacement to the original's length:
 * a NOP in its place would be one more instruction on every disable.
 */
static __always_inline void arch_local_irq_disable(void)
{
	asm volatile(ALTERNATIVE("cli; " IRQ_PIPELINE_VIF_CLEAR,
				 "%{rex%} " IRQ_PIPELINE_VIF_CLEAR,
				 X86_FEATURE_IRQ_PIPELINE)
		     : : : "memory");
}

/* The thunk keeps all registers: the fast path must not pay for a C call. */
static __always_inline void arch_local_irq_enable(void)
{
	if (__builtin_expect(irq_pipeline_set_vif(), 0))
		asm volatile("call irq_pipeline_unstall_thunk"
			     : ASM_CALL_CONSTRAINT : : "memory");
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = arch_local_save_flags();

	arch_local_irq_disable();
	return flags;
}

/* Let Linux vectors in again.  The CPU's IF is off. */
static __always_inline void irq_pipeline_open(void)
{
	u8 slow = irq_pipeline_slow();

	if (__builtin_expect(slow & IRQ_PIPELINE_SLOW_FENCED, 0)) {
		irq_pipeline_set_slow(slow & IRQ_PIPELINE_SLOW_HARDOFF ?
				      IRQ_PIPELINE_SLOW_ANY | IRQ_PIPELINE_SLOW_HARDOFF : 0);
		asm volatile("mov %0, %%cr8" : : "r" (1UL * IRQ_PIPELINE_CR8_OPEN) : "memory");
	}
}

/*
 * Before STI;HLT and STI;MWAIT: what waits behind the fence must end the wait,
 * and nothing may come in between.
 */
static __always_inline void irq_pipeline_idle_enter(void)
{
	native_irq_disable();
	if (irq_pipeline_set_vif())
		irq_pipeline_open();
}

/*
 * Around a wait that is entered with interrupts off and ended by a pending
 * one (MWAIT with ECX[0], C-states entered by an I/O port read): behind the
 * fence it would not end it.
 */
static __always_inline void irq_pipeline_wait_enter(void)
{
	native_irq_disable();
	irq_pipeline_open();
}

static __always_inline void irq_pipeline_wait_exit(void)
{
	if (!(irq_pipeline_slow() & IRQ_PIPELINE_SLOW_HARDOFF))
		native_irq_enable();
}

static __always_inline void arch_safe_halt(void)
{
	irq_pipeline_idle_enter();
	native_safe_halt();
}

static __always_inline void halt(void)
{
	native_halt();
}

/* The hook that Linux has for architectures with a lazy interrupt disable. */
#define hard_irq_disable()	irq_pipeline_hard_disable()

/*
 * Sections of Linux that must not see even an out-of-band interrupt.  With the
 * option off they are what they were: "save" an ordinary irqsave, "keep"
 * nothing, as Linux has its interrupts off there already.
 */
#define hard_irq_section_save(flags)	((flags) = native_local_irq_save())
#define hard_irq_section_restore(flags)	native_local_irq_restore(flags)
#define hard_irq_section_keep(flags)					\
	((flags) = split_context_lacks(time_update) ? native_save_fl() : native_local_irq_save())
#define hard_irq_section_unkeep(flags)	native_local_irq_restore(flags)

/*
 * The same for a context switch, which cannot afford to save: Linux has its
 * interrupts off, and the CPU's flag is on, or follows Linux's as long as the
 * pipeline is not armed.
 */
static __always_inline void hard_irq_section_begin(void)
{
	asm volatile(ALTERNATIVE("", "cli", X86_FEATURE_IRQ_PIPELINE) : : : "memory");
}

static __always_inline void hard_irq_section_end(void)
{
	asm volatile(ALTERNATIVE("", "sti", X86_FEATURE_IRQ_PIPELINE) : : : "memory");
}

/* handle_bug() runs ahead of the exception entry: vif is still the site's. */
#define bug_irq_enable()		native_irq_enable()
#define bug_irq_disable()		native_irq_disable()

void irq_pipeline_setup(bool symmetric_io);
void irq_pipeline_arm_begin(void);
void irq_pipeline_arm_end(void);

#else /* !CONFIG_IRQ_PIPELINE */

#define hard_irq_section_save(flags)	local_irq_save(flags)
#define hard_irq_section_restore(flags)	local_irq_restore(flags)
#define hard_irq_section_keep(flags)	((void)sizeof(flags))
#define hard_irq_section_unkeep(flags)	((void)sizeof(flags))
static __always_inline void hard_irq_section_begin(void) { }
static __always_inline void hard_irq_section_end(void) { }

#define bug_irq_enable()		raw_local_irq_enable()
#define bug_irq_disable()		raw_local_irq_disable()

static inline void irq_pipeline_setup(bool symmetric_io) { }
static inline void irq_pipeline_arm_begin(void) { }
static inline void irq_pipeline_arm_end(void) { }

#endif /* CONFIG_IRQ_PIPELINE */

#elif defined(CONFIG_IRQ_PIPELINE) && defined(CONFIG_DEBUG_ENTRY)
/* What the exits to user mode check is the CPU's own flag, pipeline or not. */
#define SAVE_FLAGS		pushfq; popq %rax
#endif /* __ASSEMBLY__ */
#endif /* _ASM_X86_IRQ_PIPELINE_H */
