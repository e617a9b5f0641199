/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux calls of split contexts, as empty stubs where there are none.
 * Nothing of it costs more than a patched NOP until a task has a context.
 */
#ifndef _LINUX_SPLIT_CONTEXT_HOOKS_H
#define _LINUX_SPLIT_CONTEXT_HOOKS_H

#include <linux/compiler.h>
#include <linux/split_context_off.h>
#include <linux/types.h>

struct mm_struct;
struct pt_regs;
struct task_struct;

/* Who takes the time of RT halves off what he counts. */
enum split_stolen {
	SPLIT_STOLEN_FROM_RQ,	/* a run queue's clock of its tasks; the caller has its lock */
	SPLIT_STOLEN_FROM_TICK,	/* ticks; the CPU's own, its interrupts off */
	SPLIT_STOLEN_FROM_IDLE,	/* likewise, the time of idle sleep */
	SPLIT_STOLEN_FROM
};

/* A bit of mm_struct::flags: a task of this address space has a context. */
#define MMF_SPLIT_CONTEXT	32

#ifdef CONFIG_SPLIT_CONTEXT
#include <linux/jump_label.h>

DECLARE_STATIC_KEY_FALSE(split_context_used);

void __split_context_signal(struct task_struct *task);
/* For the co-kernel too: a thread that wants its context taken away. */
void __split_context_release(struct task_struct *task);
bool __split_context_mm_on_cpu(struct mm_struct *mm, int cpu);
u64 __split_context_stolen(enum split_stolen from, int cpu, u64 max);
u64 __split_context_stolen_from_idle(int cpu, u64 max);

/*
 * How long RT halves ran on @cpu since @from asked last, in ns of
 * sched_clock(): @max at most, the rest next time.
 */
static __always_inline u64 split_context_stolen(enum split_stolen from, int cpu, u64 max)
{
	return static_branch_unlikely(&split_context_used) ?
		__split_context_stolen(from, cpu, max) : 0;
}

/* The same of an idle CPU, for a reader on another one: nothing is taken. */
static __always_inline u64 split_context_stolen_from_idle(int cpu, u64 max)
{
	return static_branch_unlikely(&split_context_used) ?
		__split_context_stolen_from_idle(cpu, max) : 0;
}

/* @task was told to leave its sleep: kick its RT half. */
static __always_inline void split_context_signal(struct task_struct *task)
{
	if (static_branch_unlikely(&split_context_used))
		__split_context_signal(task);
}

/* @task exits, or executes another program. */
static __always_inline void split_context_release(struct task_struct *task)
{
	if (static_branch_unlikely(&split_context_used))
		__split_context_release(task);
}

/* The copy of a task begins without a context. */
#define split_context_forget(task)	\
	do { if (!split_context_lacks(child)) (task)->thread.split = NULL; } while (0)

/* Is an RT half of @mm (NULL: any) loaded on @cpu? */
static __always_inline bool split_context_mm_on_cpu(struct mm_struct *mm, int cpu)
{
	return static_branch_unlikely(&split_context_used) && __split_context_mm_on_cpu(mm, cpu);
}

/* Must fork copy the pages of @mm at once, so that the parent does not fault? */
#define split_context_copies_at_fork(mm)	\
	(test_bit(MMF_SPLIT_CONTEXT, &(mm)->flags) && !split_context_lacks(fork_copies))

/* Must the pages of @mm stay mapped, as an RT half would wait for their move? */
#define split_context_keeps_mapped(mm)	\
	(test_bit(MMF_SPLIT_CONTEXT, &(mm)->flags) && !split_context_lacks(mapped))

#else

static __always_inline void split_context_choke(struct pt_regs *regs) { }
static __always_inline void split_context_signal(struct task_struct *task) { }
static __always_inline void split_context_release(struct task_struct *task) { }
static __always_inline bool split_context_mm_on_cpu(struct mm_struct *mm, int cpu) { return false; }
static __always_inline u64 split_context_stolen(enum split_stolen from, int cpu, u64 max) { return 0; }
static __always_inline u64 split_context_stolen_from_idle(int cpu, u64 max) { return 0; }
#define split_context_forget(task)		do { } while (0)
#define split_context_copies_at_fork(mm)	false
#define split_context_keeps_mapped(mm)		false

#endif
#endif /* _LINUX_SPLIT_CONTEXT_HOOKS_H */
