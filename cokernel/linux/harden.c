// SPDX-License-Identifier: GPL-2.0-only
/* P1 and P5: a Linux thread enters RT mode, sleeps while its RT half runs, and comes back. */
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/rt.h>
#include <linux/sched/signal.h>

#include "takt.h"

/* Linux's policy and priority are the thread's in the core, too. */
static void sync_policy(struct takt_context *ctx)
{
	int policy = READ_ONCE(current->policy);
	unsigned int priority = READ_ONCE(current->rt_priority);
	struct takt_sched sched = { .policy = TAKT_POLICY_WEAK };

	if (policy == ctx->policy && priority == ctx->priority)
		return;
	if (takt_is_rt_policy(policy)) {
		sched.policy = policy == SCHED_RR ? TAKT_POLICY_RR : TAKT_POLICY_FIFO;
		sched.priority = priority;
		sched.slice_ns = policy == SCHED_RR ? jiffies_to_nsecs(RR_TIMESLICE) : 0;
	}
	if (takt_core_thread_sched(takt_core, ctx->thread, &sched))
		return;
	ctx->policy = policy;
	ctx->priority = priority;
}

/* Preemption is off.  -EBUSY cannot be: the thread is INBAND. */
static void bind(struct takt_context *ctx)
{
	u32 cpu = raw_smp_processor_id();

	if (ctx->cpu == cpu)
		return;
	WARN_ON_ONCE(takt_core_thread_move(takt_core, ctx->thread, cpu));
	ctx->cpu = cpu;
}

static void kick_self(struct takt_context *ctx)
{
	if (!split_context_lacks(kick))
		takt_core_kick(takt_core, ctx->thread, TAKT_REASON_SIGNAL);
}

/* P1, step 5: nothing but FROZEN ends it; a signal brings that about. */
static void sleep_until_frozen(struct takt_context *ctx)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (takt_core_reclaim(takt_core, ctx->thread))
			break;
		if (signal_pending(current)) {
			kick_self(ctx);
			set_current_state(TASK_UNINTERRUPTIBLE);
			if (takt_core_reclaim(takt_core, ctx->thread))
				break;
		}
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static bool was_involuntary(enum takt_reason reason)
{
	switch (reason) {
	case TAKT_REASON_FOREIGN_CALL:
	case TAKT_REASON_FAULT:
	case TAKT_REASON_TRAP:
	case TAKT_REASON_WATCHDOG:
	case TAKT_REASON_STALE:
	case TAKT_REASON_HOTPLUG:
	case TAKT_REASON_COPY_FAULT:
		return true;
	default:
		return false;
	}
}

static void tell_why(struct takt_context *ctx, enum takt_reason reason)
{
	struct kernel_siginfo info = {
		.si_signo = SIGXCPU,
		.si_code = SI_KERNEL,
		.si_int = reason,
	};

	if (reason == TAKT_REASON_WATCHDOG)
		pr_warn_ratelimited("takt: watchdog: %s[%d] kept Linux off CPU %u for more than %u ms and goes on in Linux mode\n",
				    current->comm, task_pid_nr(current), ctx->cpu, takt_watchdog_ms);
	if (ctx->on_bounce != TAKT_ON_BOUNCE_COUNT && was_involuntary(reason))
		send_sig_info(SIGXCPU, &info, current);
}

/* What the hand-over left to do in Linux. */
static void finish(struct takt_context *ctx, struct pt_regs *regs)
{
	int err;

	if (ctx->how == TAKT_HANDBACK_RESTART && split_context_lacks(restart)) {
		regs->ax = -EINTR;
	} else if (ctx->how == TAKT_HANDBACK_RESTART) {
		if (ctx->native.sleep) {
			regs->ax = takt_native_finish(ctx);
		} else if (signal_pending(current)) {
			regs->ax = -ERESTARTSYS;
		} else {
			/* Kicked for another reason: executes again, in RT mode if it may. */
			regs->ip -= 2;
			regs->ax = regs->orig_ax;
			regs->orig_ax = -1;
		}
	}
	err = takt_core_completion(takt_core, ctx->thread);
	if (err)
		regs->ax = err;
	WRITE_ONCE(ctx->status->runtime_ns, takt_core_thread_runtime(ctx->thread));
	takt_account(ctx, false);
	tell_why(ctx, ctx->status->last_reason);
}

/*
 * Enter RT mode with @request; returns when the thread is back in Linux mode,
 * which may be years later.  False: it did not enter (status->refusal says
 * why; 0 if a signal came first), and nothing has changed.
 */
bool takt_harden(struct takt_context *ctx, struct pt_regs *regs,
		 const struct takt_request *request)
{
	struct split_section section;
	enum takt_refusal refusal;
	struct takt_next next;
	bool entered;

	sync_policy(ctx);
	preempt_disable();
	refusal = takt_refusal_now();
	WRITE_ONCE(ctx->status->refusal, refusal);
	if (refusal) {
		preempt_enable();
		return false;
	}
	bind(ctx);
	split_context_give(&ctx->split, regs);
	split_context_begin(&section);
	next = takt_core_harden(takt_core, ctx->thread, request, &entered);
	split_context_run(takt_resolve(next));
	split_context_end(&section);
	preempt_enable();
	if (!entered)
		return false;

	sleep_until_frozen(ctx);
	split_context_take(&ctx->split, regs);
	finish(ctx, regs);
	return true;
}

/* Linux wants the thread: a signal, SIGKILL, the freezer, task work.  Any context of Linux. */
void takt_signal(struct split_context *sc)
{
	struct takt_context *ctx = context_of(sc);

	takt_core_kick(takt_core, ctx->thread, TAKT_REASON_SIGNAL);
}
