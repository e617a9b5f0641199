/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the glue share: the Linux side of the core's objects. */
#ifndef TAKT_LINUX_TAKT_H
#define TAKT_LINUX_TAKT_H

#include <linux/cpumask.h>
#include <linux/ioctl.h>
#include <linux/irq_work.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/split_context.h>
#include <linux/split_context_off.h>
#include <linux/types.h>

#include "seam/call.h"
#include "seam/core.h"
#include "uapi/device.h"
#include "uapi/status.h"
#include "uapi/takt.h"
#include "uapi/wakeup.h"

/* A Linux system call that is served in RT mode, as far as Linux may have to finish it. */
struct takt_native {
	bool	sleep;		/* a sleep of Linux's; else a call of ours */
	bool	relative;
	int	clock;
	u64	until_ns;
	struct __kernel_timespec __user *rest;
};

/* A process with the device open. */
struct takt_proc {
	struct kref		ref;		/* the file, and each attached thread */
	struct takt_process	*process;
	struct mm_struct	*mm;		/* an identity, never followed */
	struct list_head	list;
	struct page		*mutex_words;	/* shared with it */
	pid_t			pid;
};

/* An attached thread. */
struct takt_context {
	struct split_context	split;
	struct takt_thread	*thread;
	u32			name;		/* its handle */
	struct takt_proc	*proc;
	struct irq_work		wake;
	struct list_head	list;
	struct rcu_head		rcu;
	struct takt_status	*status;	/* a page, shared with user space read-only */
	u32			flags;		/* TAKT_ATTACH_* */
	enum takt_on_bounce	on_bounce;
	pid_t			tid, pid;	/* as the thread sees them */
	bool			own_time;	/* in a time namespace of its own */
	u32			cpu;		/* bound to, while in RT mode */
	/* Policy as the core knows it, to see changes from outside. */
	int			policy;
	unsigned int		priority;
	/* The call that it is in, or was in when it left RT mode. */
	struct takt_native	native;
	enum takt_handback	how;
	bool			timed;		/* TAKT_ATTACH_TIMED */
	bool			stamp;		/* being loaded, for takt_wakeup_loaded() */
};

#define context_of(sc)	container_of(sc, struct takt_context, split)

extern struct takt_core *takt_core;

/* core.c */
extern unsigned int takt_watchdog_ms;
struct takt_next takt_send_stale_away(struct takt_next next);
void takt_clock_was_set(void);

/* clock.c */
int takt_clock_start(void);
void takt_clock_stop(void);
bool takt_clock_usable(void);

/* thread.c */
int takt_attach(struct takt_proc *proc, struct takt_attach *attach);
int takt_detach_current(void);
int takt_set_mode(const struct takt_mode *mode);
void takt_release(struct split_context *sc);
void takt_proc_put(struct takt_proc *proc);
struct page *takt_status_page(struct takt_proc *proc, unsigned long index);
extern struct list_head takt_procs, takt_contexts;
extern struct mutex takt_tables;	/* guards both */

enum takt_refusal takt_refusal_now(void);

/* harden.c */
bool takt_harden(struct takt_context *ctx, struct pt_regs *regs,
		 const struct takt_request *request);
void takt_signal(struct split_context *sc);

/* linux_calls.c */
enum takt_native_verdict {
	TAKT_NATIVE_NO,		/* not served natively: Linux does it */
	TAKT_NATIVE_CALL,	/* it is the call of ours in *call */
	TAKT_NATIVE_DONE,	/* done, with the result in regs->ax */
	TAKT_NATIVE_FAULT,	/* user memory is not there: Linux does it */
};
enum takt_native_verdict takt_native(struct takt_context *ctx, struct pt_regs *regs,
				     unsigned int nr, struct takt_call *call);
bool takt_native_blocks(unsigned int nr);
long takt_native_finish(struct takt_context *ctx);

/* calls.c */
struct split_context *takt_rt_syscall(struct split_context *sc, struct pt_regs *regs,
				      unsigned int nr);
bool takt_linux_syscall(struct split_context *sc, struct pt_regs *regs, unsigned int nr);
struct split_context *takt_trap(struct split_context *sc, enum split_trap trap,
				unsigned long detail);
struct split_context *takt_loaded(struct split_context *sc);

/* wakeup.c */
extern bool takt_wakeups_timed;		/* some thread's are */
void takt_wakeup_set(struct takt_context *ctx, bool on);
struct split_context *takt_wakeup_on_timer(void);
void takt_wakeup_loaded(struct takt_context *ctx);

/* account.c */
void takt_account(struct takt_context *ctx, bool all);
void takt_account_start(void);
void takt_account_stop(void);

/* cpus.c */
int takt_cpus_start(void);
void takt_cpus_stop(void);
bool takt_cpu_is_up(unsigned int cpu);

/* device.c, proc.c */
int takt_device_start(void);
void takt_device_stop(void);
int takt_proc_start(void);
void takt_proc_stop(void);

/* A thread whose CPU, policy or priority was changed from outside cannot go on as it is. */
static __always_inline bool takt_is_stale(const struct takt_context *ctx)
{
	const struct task_struct *task = ctx->split.task;

	if (split_context_lacks(stale))
		return false;
	return !cpumask_test_cpu(ctx->cpu, task->cpus_ptr) ||
	       task->rt_priority != ctx->priority || READ_ONCE(task->policy) != ctx->policy;
}

/* From the core's words to the switch's: what the CPU goes on with. Inline: part of every wake-up. */
static __always_inline struct split_context *takt_resolve(struct takt_next next)
{
	if (!next.context)
		return NULL;
	if (&next.context->split != split_context_current() &&
	    unlikely(takt_is_stale(next.context))) {
		next = takt_send_stale_away(next);
		if (!next.context)
			return NULL;
	}
	next.context->split.deliver = next.deliver;
	return &next.context->split;
}

static inline bool takt_is_rt_policy(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* Which call a user register frame makes. */
static inline bool takt_is_own_call(unsigned int nr)
{
	return nr - TAKT_SYSCALL_BASE < TAKT_CALL_LIMIT;
}

/* A call of ours is the frame that it is made with (seam/call.h). */
static_assert(offsetof(struct takt_call, r10) == offsetof(struct pt_regs, r10) &&
	      offsetof(struct takt_call, r9) == offsetof(struct pt_regs, r9) &&
	      offsetof(struct takt_call, r8) == offsetof(struct pt_regs, r8) &&
	      offsetof(struct takt_call, dx) == offsetof(struct pt_regs, dx) &&
	      offsetof(struct takt_call, si) == offsetof(struct pt_regs, si) &&
	      offsetof(struct takt_call, di) == offsetof(struct pt_regs, di) &&
	      offsetof(struct takt_call, linux_number) == offsetof(struct pt_regs, orig_ax));

static inline const struct takt_call *takt_call_of(const struct pt_regs *regs)
{
	return (const struct takt_call *)regs;
}

/* A call of ours that stands for one of Linux's. */
static inline void takt_make_call(struct takt_call *call, unsigned int number, u64 first, u64 second)
{
	call->linux_number = TAKT_SYSCALL_BASE + number;
	call->di = first;
	call->si = second;
}

#endif
