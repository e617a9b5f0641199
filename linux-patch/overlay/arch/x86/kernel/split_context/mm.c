// SPDX-License-Identifier: GPL-2.0-only
/*
 * The address space of an RT half: a page-table root of its own, behind the
 * back of Linux's bookkeeping, which stays that of root.
 */
#include <linux/cpumask.h>
#include <linux/kprobes.h>
#include <linux/mm_types.h>
#include <linux/smp.h>
#include <linux/split_context_off.h>

#include <asm/mmu_context.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>

#include "internal.h"

/* The bits of user_pcid_flush_mask are PCIDs, one more than the ASID. */
static_assert(SPLIT_ASID_FIRST + SPLIT_ASIDS + 1 <= 16);

static __always_inline void forget_asids(struct split_cpu *cpu)
{
	unsigned int i;

	for (i = 0; i < SPLIT_ASIDS; i++)
		cpu->asids[i].ctx_id = 0;
	cpu->asids_stale = false;
}

/* The identifier to use for @mm, and whether its translations are still good. */
unsigned long split_asid_choose(struct split_cpu *cpu, struct mm_struct *mm,
					u64 tlb_gen)
{
	u64 ctx_id = mm->context.ctx_id;
	struct split_asid *asid;
	unsigned long pcid;
	unsigned int i;
	bool good = !IS_ENABLED(CONFIG_SPLIT_CONTEXT_DEBUG);

	if (unlikely(cpu->asids_stale))
		forget_asids(cpu);
	for (i = 0; i < SPLIT_ASIDS; i++)
		if (cpu->asids[i].ctx_id == ctx_id)
			break;
	if (i == SPLIT_ASIDS) {
		i = cpu->asid_victim++ % SPLIT_ASIDS;
		good = false;
	}
	asid = &cpu->asids[i];
	pcid = SPLIT_ASID_FIRST + i + 1;
	if (good && asid->tlb_gen == tlb_gen)
		return pcid | X86_CR3_PCID_NOFLUSH;

	asid->ctx_id = ctx_id;
	asid->tlb_gen = tlb_gen;
#ifdef CONFIG_MITIGATION_PAGE_TABLE_ISOLATION
	if (cpu_feature_enabled(X86_FEATURE_PTI))
		__set_bit(pcid, (unsigned long *)this_cpu_ptr(&cpu_tlbstate.user_pcid_flush_mask));
#endif
	return pcid;
}

bool __split_context_mm_on_cpu(struct mm_struct *mm, int id)
{
	struct mm_struct *loaded = READ_ONCE(per_cpu(split_cpu.mm, id));

	return loaded && (!mm || loaded == mm) && !split_context_lacks(shootdown);
}

void __split_context_invalidate_other(void)
{
	this_cpu_write(split_cpu.asids_stale, true);
}
