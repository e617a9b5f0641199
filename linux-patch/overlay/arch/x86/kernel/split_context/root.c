// SPDX-License-Identifier: GPL-2.0-only
/*
 * Root, the context that RT halves preempted: its hardware state, and what it
 * may do that an RT half must not.
 */
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/kprobes.h>
#include <linux/sched.h>

#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/fpu/xcr.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>

#include "internal.h"
#include "../fpu/internal.h"
#include "../fpu/xstate.h"
#include "../irq_pipeline/internal.h"

#define STACK_ORDER	2
/* What root may do by its CR4 and others may not. */
#define CR4_PRIVATE	(X86_CR4_TSD | X86_CR4_PCE)

DEFINE_PER_CPU(bool, split_context_here);
DEFINE_PER_CPU_ALIGNED(struct split_cpu, split_cpu);

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
void split_root_leave(struct split_cpu *cpu)
{
	struct split_root *root = &cpu->root;

	root->slow = irq_pipeline_slow();
	root->cr8 = read_cr8();
	write_cr8(IRQ_PIPELINE_CR8_FENCE);
	root->cr3 = __native_read_cr3();
	os_xsave(root->fpu->fpstate);
	split_segments_save(&root->segments);
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
	this_cpu_write(pcpu_hot.top_of_stack, cpu->stack_top);
	this_cpu_write(split_context_here, true);
}
NOKPROBE_SYMBOL(split_root_leave);

/* P4.  Whatever waits behind the fence comes when root lets it. */
void split_root_resume(struct split_cpu *cpu)
{
	struct split_root *root = &cpu->root;
	unsigned long cr3 = root->cr3;

	os_xrstor(root->fpu->fpstate, fpu_kernel_cfg.max_features & XFEATURE_MASK_FPSTATE);
	split_segments_load(&root->segments);
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
	this_cpu_write(pcpu_hot.top_of_stack, root->top_of_stack);
	this_cpu_write(split_context_here, false);
	irq_pipeline_timer_let_in();
	irq_pipeline_set_slow(root->slow);
	write_cr8(root->cr8);
}
NOKPROBE_SYMBOL(split_root_resume);

static struct fpu *alloc_fpu(unsigned int *order)
{
	struct fpu *fpu;

	*order = get_order(sizeof(*fpu) + fpu_kernel_cfg.default_size);
	fpu = (struct fpu *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, *order);
	if (!fpu)
		return NULL;
	fpu->fpstate = &fpu->__fpstate;
	fpu->fpstate->size = fpu_kernel_cfg.default_size;
	fpu->fpstate->xfeatures = fpu_kernel_cfg.default_features;
	fpu->fpstate->user_xfeatures = fpu_user_cfg.default_features;
	return fpu;
}

int split_root_alloc(void)
{
	unsigned int order;
	int id;

	for_each_possible_cpu(id) {
		struct split_cpu *cpu = per_cpu_ptr(&split_cpu, id);
		unsigned long stack = __get_free_pages(GFP_KERNEL | __GFP_ZERO, STACK_ORDER);

		if (stack)
			cpu->stack_top = stack + (PAGE_SIZE << STACK_ORDER);
		cpu->root.fpu = alloc_fpu(&order);
		if (!stack || !cpu->root.fpu) {
			split_root_free();
			return -ENOMEM;
		}
	}
	return 0;
}

void split_root_free(void)
{
	unsigned int order = get_order(sizeof(struct fpu) + fpu_kernel_cfg.default_size);
	int id;

	for_each_possible_cpu(id) {
		struct split_cpu *cpu = per_cpu_ptr(&split_cpu, id);

		if (cpu->stack_top)
			free_pages(cpu->stack_top - (PAGE_SIZE << STACK_ORDER), STACK_ORDER);
		cpu->stack_top = 0;
		free_pages((unsigned long)cpu->root.fpu, order);
		cpu->root.fpu = NULL;
	}
}
