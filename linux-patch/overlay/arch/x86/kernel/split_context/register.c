// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who the co-kernel is, which tasks have a context, and what Linux tells it
 * about them.
 */
#define pr_fmt(fmt) "split_context: " fmt

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/coredump.h>
#include <linux/sched/signal.h>
#include <linux/split_context_off.h>

#include <asm/cpufeature.h>

#include "internal.h"

DEFINE_STATIC_KEY_FALSE(split_context_used);
EXPORT_SYMBOL_GPL(split_context_used);

const struct split_context_ops *split_ops;
DEFINE_STATIC_CALL_NULL(split_syscall, *((struct split_context_ops *)0)->syscall);
static DEFINE_MUTEX(register_mutex);

static int check_machine(void)
{
	if (!irq_pipeline_active()) {
		pr_err("no RT mode: the interrupt pipeline is off\n");
		return -ENODEV;
	}
	if (!cpu_feature_enabled(X86_FEATURE_FSGSBASE) || !cpu_feature_enabled(X86_FEATURE_XSAVE)) {
		pr_err("no RT mode: the CPU has no FSGSBASE or no XSAVE, or they are switched off\n");
		return -ENODEV;
	}
	return 0;
}

int split_context_register(const struct split_context_ops *ops)
{
	int err = check_machine();

	if (err)
		return err;

	guard(mutex)(&register_mutex);
	if (split_ops)
		return -EBUSY;
	err = split_root_alloc();
	if (err)
		return err;
	split_ops = ops;
	static_call_update(split_syscall, ops->syscall);
	return 0;
}
EXPORT_SYMBOL_GPL(split_context_register);

void split_context_unregister(void)
{
	guard(mutex)(&register_mutex);
	static_branch_disable(&split_context_used);
	synchronize_rcu();
	oob_synchronize();
	static_call_update(split_syscall, NULL);
	split_ops = NULL;
	split_root_free();
}
EXPORT_SYMBOL_GPL(split_context_unregister);

/*
 * An RT half faults where Linux has taken a page away, be it only to move it.
 * Huge pages that are there already stay: they are split by the process alone.
 */
static void keep_in_place(struct mm_struct *mm)
{
	if (test_bit(MMF_SPLIT_CONTEXT, &mm->flags))
		return;
	mmap_write_lock(mm);
	if (!split_context_lacks(huge))
		set_bit(MMF_DISABLE_THP, &mm->flags);
	set_bit(MMF_SPLIT_CONTEXT, &mm->flags);
	mmap_write_unlock(mm);
}

int split_context_attach(struct split_context *sc)
{
	if (current->thread.split)
		return -EBUSY;
	__module_get(split_ops->owner);
	sc->task = current;
	sc->mm = current->mm;
	/* From the first one until the co-kernel goes: patching code takes long. */
	static_branch_enable(&split_context_used);
	keep_in_place(current->mm);
	WRITE_ONCE(current->thread.split, sc);
	return 0;
}
EXPORT_SYMBOL_GPL(split_context_attach);

void split_context_detach(struct split_context *sc)
{
	WRITE_ONCE(current->thread.split, NULL);
}
EXPORT_SYMBOL_GPL(split_context_detach);

void __split_context_release(struct task_struct *task)
{
	struct split_context *sc = task->thread.split;

	if (!sc || (split_context_lacks(exec) && !(task->flags & PF_EXITING)))
		return;
	if (split_context_lacks(child) && sc->task != task)
		return;
	split_ops->release(sc);
	module_put(split_ops->owner);
}
EXPORT_SYMBOL_GPL(__split_context_release);

/*
 * The caller has set the task's flag.  The task publishes that it is in RT
 * mode, and then looks at the flag: one of the two sees the other.
 */
void __split_context_signal(struct task_struct *task)
{
	struct split_context *sc;

	/* Pairs with the one after the task's RT mode is published */
	smp_mb();
	rcu_read_lock();
	sc = READ_ONCE(task->thread.split);
	if (sc && !split_context_lacks(kick))
		split_ops->signal(sc);
	rcu_read_unlock();
}

noinstr bool __split_context_linux_syscall(struct pt_regs *regs, int nr)
{
	bool done;

	instrumentation_begin();
	done = split_ops->linux_syscall(current->thread.split, regs, nr);
	instrumentation_end();
	return done;
}
