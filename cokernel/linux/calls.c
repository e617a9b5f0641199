// SPDX-License-Identifier: GPL-2.0-only
/* System calls and traps: of RT halves in a pass, and of attached threads in Linux mode. */
#include <linux/entry-common.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "takt.h"

static struct split_context *bounce(enum takt_reason reason, enum takt_handback how, u64 detail)
{
	return takt_resolve(takt_core_on_bounce(takt_core, reason, how, detail));
}

static struct split_context *foreign_call(struct takt_context *ctx, struct pt_regs *regs,
					  unsigned int nr)
{
	if (ctx->on_bounce == TAKT_ON_BOUNCE_REFUSE) {
		regs->ax = -EPERM;
		return &ctx->split;
	}
	return bounce(TAKT_REASON_FOREIGN_CALL, TAKT_HANDBACK_REWIND, nr);
}

static __always_inline struct split_context *serve(const struct takt_call *call)
{
	return takt_resolve(takt_core_on_syscall(takt_core, call));
}

/* A call of ours of an RT half.  Who asks, and whom, concerns the core least. */
static __always_inline struct split_context *own_rt_call(struct takt_context *ctx, struct pt_regs *regs,
					 unsigned int number)
{
	switch (number) {
	case TAKT_CALL_SELF:
		regs->ax = ctx->name;
		return &ctx->split;
	case TAKT_CALL_ABI:
		regs->ax = TAKT_ABI_MAJOR << 16 | TAKT_ABI_MINOR;
		return &ctx->split;
	}
	ctx->native.sleep = false;
	return serve(takt_call_of(regs));
}

/* Filters and debuggers that came meanwhile: Linux must see every call. */
static bool is_watched(const struct task_struct *task)
{
	return READ_ONCE(task_thread_info(task)->syscall_work) & SYSCALL_WORK_ENTER &&
	       !split_context_lacks(watch);
}

struct split_context *takt_rt_syscall(struct split_context *sc, struct pt_regs *regs,
				      unsigned int nr)
{
	struct takt_context *ctx = context_of(sc);
	struct takt_call call;

	if (unlikely(is_watched(sc->task)))
		return bounce(TAKT_REASON_FOREIGN_CALL, TAKT_HANDBACK_REWIND, nr);
	if (likely(takt_is_own_call(nr)))
		return own_rt_call(ctx, regs, nr - TAKT_SYSCALL_BASE);
	switch (takt_native(ctx, regs, nr, &call)) {
	case TAKT_NATIVE_CALL:
		return serve(&call);
	case TAKT_NATIVE_DONE:
		return sc;
	case TAKT_NATIVE_FAULT:
		return bounce(TAKT_REASON_COPY_FAULT, TAKT_HANDBACK_REWIND, nr);
	case TAKT_NATIVE_NO:
		break;
	}
	return foreign_call(ctx, regs, nr);
}

struct split_context *takt_trap(struct split_context *sc, enum split_trap trap,
				unsigned long detail)
{
	switch (trap) {
	case SPLIT_TRAP_DONE:
		return bounce(TAKT_REASON_TRAP, TAKT_HANDBACK_CONTINUE, detail);
	case SPLIT_TRAP_FOREIGN:
		return bounce(TAKT_REASON_FOREIGN_CALL, TAKT_HANDBACK_FAULT, detail);
	case SPLIT_TRAP_FAULT:
		break;
	}
	return bounce(TAKT_REASON_FAULT, TAKT_HANDBACK_FAULT, detail);
}

struct split_context *takt_loaded(struct split_context *sc)
{
	struct takt_context *ctx = context_of(sc);

	if (unlikely(ctx->stamp)) {
		takt_wakeup_loaded(ctx);
		return sc;
	}
	return takt_resolve(takt_core_on_loaded(takt_core));
}

/* A call of ours in Linux mode: done here, or in RT mode if it may block. */
static void own_call(struct takt_context *ctx, struct pt_regs *regs)
{
	struct takt_request request;
	int err;

	err = takt_core_fetch(takt_core, takt_call_of(regs), &request);
	if (err) {
		regs->ax = err;
		return;
	}
	if (!takt_core_call_blocks(&request)) {
		regs->ax = takt_core_serve_inband(takt_core, ctx->thread, &request);
		return;
	}
	ctx->native.sleep = false;
	if (takt_harden(ctx, regs, &request))
		return;
	regs->ax = signal_pending(current) && !ctx->status->refusal ? -ERESTARTSYS : -EPERM;
}

static bool wants_rt(const struct takt_context *ctx)
{
	return ctx->flags & TAKT_ATTACH_AUTO && takt_is_rt_policy(READ_ONCE(current->policy));
}

bool takt_linux_syscall(struct split_context *sc, struct pt_regs *regs, unsigned int nr)
{
	struct takt_context *ctx = context_of(sc);
	struct takt_request request;
	struct takt_call call;

	if (takt_is_own_call(nr)) {
		own_call(ctx, regs);
		return true;
	}
	if (!takt_native_blocks(nr) || !wants_rt(ctx))
		return false;
	/* What it cannot take as it is, Linux answers. */
	if (takt_native(ctx, regs, nr, &call) != TAKT_NATIVE_CALL ||
	    takt_core_fetch(takt_core, &call, &request))
		return false;
	return takt_harden(ctx, regs, &request);
}
