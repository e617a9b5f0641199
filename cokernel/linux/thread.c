// SPDX-License-Identifier: GPL-2.0-only
/* Attaching and detaching: how a Linux thread gets a TCB, and how it loses it. */
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time_namespace.h>
#include <linux/vmalloc.h>

#include "takt.h"

LIST_HEAD(takt_procs);
LIST_HEAD(takt_contexts);
DEFINE_MUTEX(takt_tables);

static_assert((int)SPLIT_REFUSED_RSEQ == 1 && (int)SPLIT_REFUSED_FILTERED == 8);

static enum takt_refusal refusal_of(enum split_refusal refusal)
{
	static const u8 of[] = {
		[SPLIT_OK] = TAKT_REFUSED_NOT,
		[SPLIT_REFUSED_RSEQ] = TAKT_REFUSED_RSEQ,
		[SPLIT_REFUSED_IOPERM] = TAKT_REFUSED_IOPERM,
		[SPLIT_REFUSED_SEGMENTS] = TAKT_REFUSED_SEGMENTS,
		[SPLIT_REFUSED_COMPAT] = TAKT_REFUSED_COMPAT,
		[SPLIT_REFUSED_SPECULATION] = TAKT_REFUSED_SPECULATION,
		[SPLIT_REFUSED_XFEATURES] = TAKT_REFUSED_XFEATURES,
		[SPLIT_REFUSED_TRACED] = TAKT_REFUSED_TRACED,
		[SPLIT_REFUSED_FILTERED] = TAKT_REFUSED_FILTERED,
	};

	return of[refusal];
}

enum takt_refusal takt_refusal_now(void)
{
	if (!takt_clock_usable())
		return TAKT_REFUSED_CLOCK;
	if (!takt_cpu_is_up(raw_smp_processor_id()))
		return TAKT_REFUSED_CPU;
	return refusal_of(split_context_refusal(true));
}

static int error_of(enum takt_refusal refusal)
{
	switch (refusal) {
	case TAKT_REFUSED_NOT:
		return 0;
	case TAKT_REFUSED_VERSION:
		return -EPROTO;
	case TAKT_REFUSED_PERMISSION:
		return -EPERM;
	case TAKT_REFUSED_MEMORY:
		return -ENOLCK;
	case TAKT_REFUSED_COMPAT:
		return -ENOEXEC;
	case TAKT_REFUSED_CLOCK:
		return -ENODEV;
	case TAKT_REFUSED_FULL:
		return -ENOSPC;
	default:
		return -EBUSY;
	}
}

/*
 * mlockall(MCL_CURRENT | MCL_FUTURE): what is mapped is locked, and so will be
 * what comes.  Special mappings cannot be locked and need not be.
 */
static bool memory_is_locked(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	bool locked = mm->def_flags & VM_LOCKED;

	mmap_read_lock(mm);
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma) {
			if (!vma_is_accessible(vma) || vma->vm_flags & (VM_SPECIAL | VM_DROPPABLE))
				continue;
			if (!(vma->vm_flags & VM_LOCKED))
				locked = false;
		}
	}
	mmap_read_unlock(mm);
	return locked;
}

static enum takt_refusal may_attach(const struct takt_attach *attach)
{
	if (attach->abi_major != TAKT_ABI_MAJOR)
		return TAKT_REFUSED_VERSION;
	if (!capable(CAP_SYS_NICE) && !rlimit(RLIMIT_RTPRIO) && !split_context_lacks(permission))
		return TAKT_REFUSED_PERMISSION;
	if (!memory_is_locked(current->mm) && !split_context_lacks(locked))
		return TAKT_REFUSED_MEMORY;
	return refusal_of(split_context_refusal(false));
}

static void wake_linux_half(struct irq_work *work)
{
	struct takt_context *ctx = container_of(work, struct takt_context, wake);

	wake_up_process(ctx->split.task);
}

static struct takt_context *alloc_context(struct takt_proc *proc, const struct takt_attach *attach)
{
	struct takt_context *ctx = __vmalloc(sizeof(*ctx), GFP_KERNEL_ACCOUNT | __GFP_ZERO);

	if (!ctx)
		return NULL;
	ctx->status = (struct takt_status *)get_zeroed_page(GFP_KERNEL);
	if (!ctx->status) {
		vfree(ctx);
		return NULL;
	}
	ctx->wake = IRQ_WORK_INIT_HARD(wake_linux_half);
	ctx->proc = proc;
	ctx->flags = attach->flags;
	ctx->on_bounce = attach->on_bounce;
	ctx->tid = task_pid_vnr(current);
	ctx->pid = task_tgid_vnr(current);
#ifdef CONFIG_TIME_NS
	ctx->own_time = memchr_inv(&current->nsproxy->time_ns->offsets, 0,
				   sizeof(struct timens_offsets));
#endif
	return ctx;
}

static void free_after_readers(struct rcu_head *rcu)
{
	vfree(container_of(rcu, struct takt_context, rcu));
}

static void free_context(struct takt_context *ctx)
{
	free_page((unsigned long)ctx->status);
	call_rcu(&ctx->rcu, free_after_readers);
}

static int attach_context(struct takt_proc *proc, struct takt_attach *attach)
{
	struct takt_context *ctx = alloc_context(proc, attach);
	struct takt_thread_params params = {
		.context = ctx,
		.sched = { .policy = TAKT_POLICY_WEAK },
		.cpu = raw_smp_processor_id(),
	};
	struct takt_thread_info info;
	int err;

	if (!ctx)
		return -ENOMEM;
	params.status = ctx->status;
	/* Its policy is told to the core when it enters RT mode. */
	ctx->policy = SCHED_NORMAL;
	ctx->cpu = params.cpu;
	err = takt_core_thread_attach(takt_core, proc->process, &params, &ctx->thread);
	if (err) {
		attach->refusal = TAKT_REFUSED_FULL;
		err = -ENOSPC;
		goto free;
	}
	takt_core_thread_info(takt_core, ctx->thread, &info);
	ctx->name = info.handle;
	attach->handle = ctx->name;
	attach->status_offset = (u64)attach->handle << PAGE_SHIFT;
	err = split_context_attach(&ctx->split);
	if (err)
		goto detach;
	kref_get(&proc->ref);
	takt_wakeup_set(ctx, attach->flags & TAKT_ATTACH_TIMED);
	guard(mutex)(&takt_tables);
	list_add_tail(&ctx->list, &takt_contexts);
	takt_account_start();
	return 0;

detach:
	takt_core_thread_detach(takt_core, ctx->thread);
free:
	free_context(ctx);
	return err;
}

int takt_attach(struct takt_proc *proc, struct takt_attach *attach)
{
	if (current->mm != proc->mm)
		return -EINVAL;		/* a child must open the device itself */
	if (attach->flags & ~TAKT_ATTACH_FLAGS || attach->on_bounce > TAKT_ON_BOUNCE_REFUSE)
		return -EINVAL;
	if (split_context_of(current))
		return -EALREADY;
	attach->refusal = may_attach(attach);
	if (attach->refusal == TAKT_REFUSED_VERSION)
		pr_info_ratelimited("takt: %s[%d] speaks ABI %u.%u, this module %d.%d\n", current->comm,
				    task_pid_nr(current), attach->abi_major, attach->abi_minor,
				    TAKT_ABI_MAJOR, TAKT_ABI_MINOR);
	attach->abi_major = TAKT_ABI_MAJOR;
	attach->abi_minor = TAKT_ABI_MINOR;
	if (attach->refusal)
		return error_of(attach->refusal);
	return attach_context(proc, attach);
}

/* The task exits, executes another program, or asked for it: in Linux mode in any case. */
void takt_release(struct split_context *sc)
{
	struct takt_context *ctx = context_of(sc);
	struct takt_proc *proc = ctx->proc;

	split_context_detach(sc);
	takt_wakeup_set(ctx, false);
	mutex_lock(&takt_tables);
	list_del(&ctx->list);
	mutex_unlock(&takt_tables);
	takt_account(ctx, true);
	WARN_ON(takt_core_thread_detach(takt_core, ctx->thread));
	irq_work_sync(&ctx->wake);
	free_context(ctx);
	takt_proc_put(proc);
}

int takt_detach_current(void)
{
	if (!split_context_of(current))
		return -ESRCH;
	split_context_release(current);
	return 0;
}

int takt_set_mode(const struct takt_mode *mode)
{
	struct split_context *sc = split_context_of(current);
	struct takt_context *ctx;

	if (!sc)
		return -ESRCH;
	if (mode->flags & ~TAKT_ATTACH_FLAGS || mode->on_bounce > TAKT_ON_BOUNCE_REFUSE)
		return -EINVAL;
	ctx = context_of(sc);
	ctx->flags = mode->flags;
	ctx->on_bounce = mode->on_bounce;
	takt_wakeup_set(ctx, mode->flags & TAKT_ATTACH_TIMED);
	return 0;
}

struct page *takt_status_page(struct takt_proc *proc, unsigned long name)
{
	struct takt_context *ctx;

	guard(mutex)(&takt_tables);
	list_for_each_entry(ctx, &takt_contexts, list) {
		if (ctx->proc != proc || ctx->name != name)
			continue;
		get_page(virt_to_page(ctx->status));
		return virt_to_page(ctx->status);
	}
	return NULL;
}
