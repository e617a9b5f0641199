/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From root to an RT half and back: what P3 and P4 do to the hardware.  Inline,
 * as their length is the wake-up latency.
 */
#ifndef _SPLIT_CONTEXT_SWITCH_H
#define _SPLIT_CONTEXT_SWITCH_H

#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/split_context_off.h>

#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/fpu/xcr.h>
#include <asm/mmu_context.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <asm/tsc.h>

#include "check.h"
#include "internal.h"
#include "segments.h"
#include "../fpu/internal.h"
#include "../fpu/xstate.h"
#include "../irq_pipeline/internal.h"

/* What root may do by its CR4 and others may not. */
#define CR4_PRIVATE	(X86_CR4_TSD | X86_CR4_PCE)

static __always_inline unsigned long read_cr8(void)
{
	unsigned long cr8;

	asm volatile("mov %%cr8, %0" : "=r" (cr8) : : "memory");
	return cr8;
}

static __always_inline void write_cr8(unsigned long cr8)
{
	asm volatile("mov %0, %%cr8" : : "r" (cr8) : "memory");
}

/*
 * P3.  vif is 0 already.  With the fence up Linux's interrupts wait in the
 * local APIC for as long as RT halves run.  The state of the fence is kept as
 * it was, also in the middle of an enable, between store and slow path.
 */
static __always_inline void split_root_leave(struct split_cpu *cpu)
{
	struct split_root *root = &cpu->root;

	WRITE_ONCE(cpu->away_since, rdtsc());
	root->slow = irq_pipeline_slow();
	root->cr8 = read_cr8();
	write_cr8(IRQ_PIPELINE_CR8_FENCE);
	root->cr3 = __native_read_cr3();
	os_xsave(root->fpu->fpstate);
	split_segments_save(&root->segments);
	cpu->selectors = root->segments.selectors;
	root->cr4 = native_read_cr4();
	if (unlikely(root->cr4 & CR4_PRIVATE))
		native_write_cr4(root->cr4 & ~CR4_PRIVATE);
#ifdef CONFIG_X86_IOPL_IOPERM
	root->io_bitmap_base = this_cpu_read(cpu_tss_rw.x86_tss.io_bitmap_base);
	this_cpu_write(cpu_tss_rw.x86_tss.io_bitmap_base, IO_BITMAP_OFFSET_INVALID);
#endif
	root->dr7 = __this_cpu_read(cpu_dr7);
	if (unlikely(root->dr7))
		set_debugreg(0, 7);
	root->top_of_stack = this_cpu_read(pcpu_hot.top_of_stack);
	this_cpu_write(split_context_here, true);
	split_check_root_left(cpu);
}

/* P4.  Whatever waits behind the fence comes when root lets it. */
static __always_inline void split_root_resume(struct split_cpu *cpu)
{
	struct split_root *root = &cpu->root;
	unsigned long cr3 = root->cr3;

	os_xrstor(root->fpu->fpstate, fpu_kernel_cfg.max_features & XFEATURE_MASK_FPSTATE);
	split_segments_load(&root->segments, cpu->selectors);
	if (cpu_feature_enabled(X86_FEATURE_PCID))
		cr3 |= X86_CR3_PCID_NOFLUSH;
	native_write_cr3(cr3);
	WRITE_ONCE(cpu->mm, NULL);
	if (unlikely(root->cr4 & CR4_PRIVATE))
		native_write_cr4(root->cr4);
#ifdef CONFIG_X86_IOPL_IOPERM
	this_cpu_write(cpu_tss_rw.x86_tss.io_bitmap_base, root->io_bitmap_base);
#endif
	if (unlikely(root->dr7))
		set_debugreg(root->dr7, 7);
	this_cpu_write(split_context_here, false);
	WRITE_ONCE(cpu->stolen, cpu->stolen + rdtsc() - cpu->away_since);
	WRITE_ONCE(cpu->away_since, 0);
	irq_pipeline_timer_let_in();
	irq_pipeline_set_slow(root->slow);
	write_cr8(root->cr8);
	split_check_root_resumed(cpu);
}

/*
 * Publish first, then read the generation: a CPU that changes page tables
 * raises the generation, then looks who must flush.  So either it sees us, and
 * waits until Linux runs here again, or we see its generation.
 */
static __always_inline void split_mm_load(struct split_cpu *cpu, struct mm_struct *mm)
{
	unsigned int id = raw_smp_processor_id();
	unsigned long cr3;

	if (cpu->mm == mm && !IS_ENABLED(CONFIG_SPLIT_CONTEXT_DEBUG))
		return;
	if (cpu->mm && split_context_lacks(space)) {
		WRITE_ONCE(cpu->mm, mm);
		return;
	}
	WRITE_ONCE(cpu->mm, mm);
	if (!cpumask_test_cpu(id, mm_cpumask(mm)))
		cpumask_set_cpu(id, mm_cpumask(mm));
	/* A flush that does not see this CPU in the mask has raised tlb_gen */
	smp_mb();
	cr3 = __sme_pa(mm->pgd);
	if (cpu_feature_enabled(X86_FEATURE_PCID))
		cr3 |= split_asid_choose(cpu, mm, atomic64_read(&mm->context.tlb_gen));
	native_write_cr3(cr3);
}

static __always_inline void split_context_load(struct split_cpu *cpu, struct split_context *sc)
{
	split_check_loading(sc);
	split_check_own(sc, raw_smp_processor_id() + 1);
	split_mm_load(cpu, sc->mm);
	if (!split_context_lacks(fpu))
		os_xrstor(sc->task->thread.fpu.fpstate,
			  fpu_kernel_cfg.max_features & XFEATURE_MASK_FPSTATE);
	if (!split_context_lacks(segments))
		split_segments_load(&sc->segments, cpu->selectors);
	cpu->selectors = sc->segments.selectors;
	raw_cpu_write(split_context_loaded, sc);
}

/*
 * Does not return.  From root, nobody is loaded.  The stack is that of whom the
 * pass interrupted, root or an RT half, to the end.
 */
static __always_inline void split_switch_to(struct split_cpu *cpu, struct split_context *next,
					    bool from_root)
{
	for (; next; from_root = false) {
		if (from_root || next != split_context_current())
			split_context_load(cpu, next);
		if (likely(!next->deliver)) {
			split_context_to_user(&next->regs);
			BUG();
		}
		next->deliver = false;
		next = split_ops->loaded(next);
	}
	split_root_resume(cpu);
	split_context_unpark(cpu->root.sp, cpu->root.top_of_stack);
	BUG();
}

#endif
