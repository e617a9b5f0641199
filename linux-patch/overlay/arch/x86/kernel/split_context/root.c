// SPDX-License-Identifier: GPL-2.0-only
/* The memory that a CPU needs to park root: an FPU image. */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/gfp.h>

#include <asm/fpu/xcr.h>

#include "internal.h"

DEFINE_PER_CPU(bool, split_context_here);
DEFINE_PER_CPU(struct split_context *, split_context_loaded);
EXPORT_PER_CPU_SYMBOL_GPL(split_context_loaded);
DEFINE_PER_CPU_ALIGNED(struct split_cpu, split_cpu);

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

		cpu->root.fpu = alloc_fpu(&order);
		if (!cpu->root.fpu) {
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

		free_pages((unsigned long)cpu->root.fpu, order);
		cpu->root.fpu = NULL;
	}
}
