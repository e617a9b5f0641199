// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux's accounting: what a thread runs in RT mode becomes run time of its
 * task.  A thread may be in RT mode for years, so that this is done now and
 * then, and what a short stay leaves over waits for the next time.
 */
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "takt.h"

#define PERIOD_MS	100
#define AT_LEAST_NS	(100 * NSEC_PER_USEC)

static void account_all(struct work_struct *unused);
static DECLARE_DELAYED_WORK(work, account_all);

/* A thread is attached. */
void takt_account_start(void)
{
	queue_delayed_work(system_unbound_wq, &work, msecs_to_jiffies(PERIOD_MS));
}

void takt_account(struct takt_context *ctx, bool all)
{
	u64 total = takt_core_thread_runtime(ctx->thread);

	if (split_context_lacks(account))
		return;
	if (total - READ_ONCE(ctx->split.charged_ns) >= (all ? 1 : AT_LEAST_NS))
		split_context_charge(&ctx->split, total);
}

static void account_all(struct work_struct *unused)
{
	struct takt_context *ctx;

	guard(mutex)(&takt_tables);
	list_for_each_entry(ctx, &takt_contexts, list)
		takt_account(ctx, true);
	if (!list_empty(&takt_contexts))
		takt_account_start();
}

/* No thread is attached any more. */
void takt_account_stop(void)
{
	cancel_delayed_work_sync(&work);
}
