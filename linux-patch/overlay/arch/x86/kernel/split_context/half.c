// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Linux half: moving the user context between the task and its RT half,
 * and the passes that the task makes itself.
 */
#include <linux/entry-common.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/restart_block.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/split_context_off.h>
#include <linux/string.h>

#include <asm/fpu/api.h>
#include <asm/fpu/sched.h>
#include <asm/debugreg.h>
#include <asm/mmu_context.h>
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <asm/trapnr.h>

#include "check.h"
#include "internal.h"
#include "segments.h"
#include "../irq_pipeline/internal.h"

static bool has_segments(void)
{
#ifdef CONFIG_MODIFY_LDT_SYSCALL
	if (READ_ONCE(current->mm->context.ldt))
		return true;
#endif
	return memchr_inv(current->thread.tls_array, 0, sizeof(current->thread.tls_array));
}

static bool has_io_ports(void)
{
#ifdef CONFIG_X86_IOPL_IOPERM
	return test_thread_flag(TIF_IO_BITMAP) || current->thread.iopl_emul;
#else
	return false;
#endif
}

static bool has_rseq(void)
{
#ifdef CONFIG_RSEQ
	return current->rseq;
#else
	return false;
#endif
}

static bool has_speculation_controls(void)
{
	if (read_thread_flags() & (_TIF_SSBD | _TIF_SPEC_IB | _TIF_SPEC_L1D_FLUSH |
				   _TIF_NOCPUID | _TIF_NOTSC))
		return true;
#ifdef CONFIG_ADDRESS_MASKING
	return mm_lam_cr3_mask(current->mm);
#else
	return false;
#endif
}

enum split_refusal split_context_refusal(bool now)
{
	if (test_thread_flag(TIF_ADDR32))
		return SPLIT_REFUSED_COMPAT;
	if (has_rseq())
		return SPLIT_REFUSED_RSEQ;
	if (has_io_ports())
		return SPLIT_REFUSED_IOPERM;
	if (has_segments())
		return SPLIT_REFUSED_SEGMENTS;
	if (has_speculation_controls())
		return SPLIT_REFUSED_SPECULATION;
	if (current->thread.fpu.fpstate != &current->thread.fpu.__fpstate)
		return SPLIT_REFUSED_XFEATURES;
	if (!now)
		return SPLIT_OK;
	if (split_context_lacks(watch))
		return SPLIT_OK;
	if (current->ptrace)
		return SPLIT_REFUSED_TRACED;
	if (READ_ONCE(current_thread_info()->syscall_work) & SYSCALL_WORK_ENTER)
		return SPLIT_REFUSED_FILTERED;
	return SPLIT_OK;
}
EXPORT_SYMBOL_GPL(split_context_refusal);

void split_context_give(struct split_context *sc, const struct pt_regs *regs)
{
	struct fpu *fpu = &current->thread.fpu;
	unsigned long flags;

	split_check_owned(sc, 0);
	sc->cpu = raw_smp_processor_id();
	fpregs_lock();
	if (!test_thread_flag(TIF_NEED_FPU_LOAD)) {
		save_fpregs_to_fpstate(fpu);
		set_thread_flag(TIF_NEED_FPU_LOAD);
	}
	/* The RT half changes the image: no CPU's registers match it. */
	fpu->last_cpu = -1;
	fpregs_unlock();

	sc->regs = *regs;
	flags = native_local_irq_save();
	split_segments_save(&sc->segments);
	native_local_irq_restore(flags);
}
EXPORT_SYMBOL_GPL(split_context_give);

/* The instruction is done, so Linux cannot see it trap again: the signal is sent here. */
static void raise_trap(struct split_context *sc, struct pt_regs *regs)
{
	if (sc->trap == X86_TRAP_BP) {
		current->thread.trap_nr = X86_TRAP_BP;
		current->thread.error_code = 0;
		force_sig(SIGTRAP);
	} else {
		current->thread.virtual_dr6 = sc->trap_dr6 & DR_STEP;
		send_sigtrap(regs, 0, get_si_code(sc->trap_dr6));
	}
	sc->trap = 0;
}

/*
 * Interrupts are off there until it has left the stack, so this ends soon; it
 * would not do to have the task back in RT mode, on another CPU, before.
 */
static void wait_until_left(const struct split_context *sc)
{
	const unsigned long *top = &per_cpu(pcpu_hot, sc->cpu).top_of_stack;

	/* Pairs with the order of stores over there: the stack is not used after that of top_of_stack. */
	while (unlikely(smp_load_acquire(top) == (unsigned long)(&sc->regs + 1)))
		cpu_relax();
}

void split_context_take(struct split_context *sc, struct pt_regs *regs)
{
	unsigned long flags;

	split_check_owned(sc, 0);
	wait_until_left(sc);
	preempt_disable();
	flags = native_local_irq_save();
	/* Whatever ran here before may have left any selectors. */
	split_segments_load(&sc->segments, ~0ULL);
	native_local_irq_restore(flags);
	current->thread.pkru = sc->segments.pkru;
	preempt_enable();
	*regs = sc->regs;
	if (sc->trap)
		raise_trap(sc, regs);
}
EXPORT_SYMBOL_GPL(split_context_take);

void split_context_begin(struct split_section *section)
{
	section->flags = native_local_irq_save();
	section->vif = irq_pipeline_oob_begin();
}
EXPORT_SYMBOL_GPL(split_context_begin);

void split_context_end(struct split_section *section)
{
	irq_pipeline_oob_end(section->vif);
	native_local_irq_restore(section->flags);
}
EXPORT_SYMBOL_GPL(split_context_end);

long split_context_nanosleep(u64 ns, bool absolute, struct __kernel_timespec __user *rmtp,
			     int clock)
{
	current->restart_block.fn = do_no_restart_syscall;
	current->restart_block.nanosleep.type = rmtp ? TT_NATIVE : TT_NONE;
	current->restart_block.nanosleep.rmtp = rmtp;
	return hrtimer_nanosleep(ns_to_ktime(ns), absolute ? HRTIMER_MODE_ABS : HRTIMER_MODE_REL,
				 clock);
}
EXPORT_SYMBOL_GPL(split_context_nanosleep);
