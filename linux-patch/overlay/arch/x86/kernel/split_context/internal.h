/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of split contexts share: the state of a CPU. */
#ifndef _SPLIT_CONTEXT_INTERNAL_H
#define _SPLIT_CONTEXT_INTERNAL_H

#include <linux/split_context.h>
#include <linux/static_call.h>

#include <asm/fpu/types.h>

/* Reserved for RT address spaces: what user_pcid_flush_mask, a u16, has room for. */
#define SPLIT_ASID_FIRST	TLB_NR_DYN_ASIDS
#define SPLIT_ASIDS		8

/* What an address space identifier of ours holds translations of. */
struct split_asid {
	u64	ctx_id;
	u64	tlb_gen;
};

/* The context that RT halves preempted: hardware state, to be put back bit by bit. */
struct split_root {
	unsigned long		sp;
	unsigned long		cr3;
	unsigned long		cr4;
	unsigned long		cr8;
	unsigned long		dr7;
	unsigned long		top_of_stack;
	struct split_segments	segments;
	struct fpu		*fpu;
	u16			io_bitmap_base;
	u8			slow;
#ifdef CONFIG_SPLIT_CONTEXT_DEBUG
	/* What must be the same when it goes on. */
	struct task_struct	*task;
	int			preempt_count;
#endif
};

struct split_cpu {
	struct split_context	*next;		/* what the pass ends with */
	bool			decided;	/* ->next is valid */
	u64			selectors;	/* in the segment registers, once root is parked */
	struct mm_struct	*mm;		/* loaded address space of an RT half */
	u64			stolen;		/* TSC cycles that RT halves have had, up to away_since */
	u64			away_since;	/* TSC when root was parked; 0: it runs */
	struct split_root	root;
	struct split_asid	asids[SPLIT_ASIDS];
	u8			asid_victim;
	bool			asids_stale;	/* kernel mappings changed */
};

DECLARE_PER_CPU_ALIGNED(struct split_cpu, split_cpu);

extern const struct split_context_ops *split_ops;
DECLARE_STATIC_CALL(split_syscall, *((struct split_context_ops *)0)->syscall);

/* switch.S */
void split_context_park(struct split_context *next, unsigned long *root_sp);
void split_context_unpark(unsigned long root_sp, unsigned long top_of_stack);
void split_context_to_user(struct pt_regs *regs);

/* mm.c */
unsigned long split_asid_choose(struct split_cpu *cpu, struct mm_struct *mm, u64 tlb_gen);

/* root.c */
int split_root_alloc(void);
void split_root_free(void);

/* run.c */
void split_context_switch(struct split_cpu *cpu, struct split_context *next);
void split_context_parked(struct split_context *next);	/* called by switch.S */

#endif /* _SPLIT_CONTEXT_INTERNAL_H */
