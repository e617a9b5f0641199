// SPDX-License-Identifier: GPL-2.0-only
/* The seam's contexts: results, and how registers must look when Linux gets them back. */
#include <linux/sched/signal.h>

#include "seam/context.h"
#include "seam/linux.h"
#include "takt.h"

#define SYSCALL_BYTES	2	/* SYSCALL, the only gate whose calls are served */

#ifdef TAKT_RESULT_OFFSET
static_assert(offsetof(struct takt_context, split.regs.ax) == TAKT_RESULT_OFFSET);
#endif

void takt_plat_context_result(struct takt_context *ctx, int64_t result)
{
	ctx->split.regs.ax = result;
}

static void execute_again(struct pt_regs *regs)
{
	regs->ip -= SYSCALL_BYTES;
	regs->ax = regs->orig_ax;
	regs->orig_ax = -1;
}

void takt_plat_context_restart(struct takt_context *ctx)
{
	execute_again(&ctx->split.regs);
}

void takt_plat_context_unload(struct takt_context *ctx)
{
	split_context_unload(&ctx->split);
}

/*
 * orig_ax is -1 unless a wait was cut short: else a user RAX that happens to
 * look like one of Linux's restart codes would be taken for one.
 */
void takt_plat_context_handback(struct takt_context *ctx, enum takt_handback how)
{
	struct pt_regs *regs = &ctx->split.regs;

	split_context_unload(&ctx->split);
	ctx->how = how;
	WRITE_ONCE(ctx->status->last_ip, regs->ip);
	switch (how) {
	case TAKT_HANDBACK_REWIND:
		execute_again(regs);
		break;
	case TAKT_HANDBACK_FAULT:
	case TAKT_HANDBACK_CONTINUE:
		regs->orig_ax = -1;
		break;
	case TAKT_HANDBACK_RESTART:
		break;		/* finished by the Linux half, see harden.c */
	}
}

void takt_plat_linux_wake(struct takt_context *ctx)
{
	oob_post(&ctx->wake);
}

bool takt_plat_linux_signalled(struct takt_context *ctx)
{
	return signal_pending(ctx->split.task);
}
