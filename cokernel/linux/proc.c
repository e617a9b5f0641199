// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/takt: for tools and people, one record a line, "key value" pairs, keys are never renamed.
 *	takt abi MAJOR.MINOR watchdog_ms N clock ok|lost
 *	cpu N up 0|1
 *	thread HANDLE tid N pid N stage NAME cpu N policy NAME priority N runtime_ns N hardens N
 *	  last REASON detail HEX ip HEX refusal N bounces N N ... (by enum takt_reason) comm NAME
 */
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include "takt.h"

static const char *const stage_name[] = { "linux", "ready", "running", "blocked", "frozen" };
static const char *const policy_name[] = { "weak", "fifo", "rr" };

static void show_thread(struct seq_file *m, struct takt_context *ctx)
{
	const struct takt_status *status = ctx->status;
	struct takt_thread_info info;
	unsigned int reason;

	takt_core_thread_info(takt_core, ctx->thread, &info);
	seq_printf(m, "thread %u tid %d pid %d stage %s cpu %u policy %s priority %u runtime_ns %llu hardens %llu last %u detail %#llx ip %#llx refusal %u bounces",
		   info.handle, task_pid_nr(ctx->split.task), task_tgid_nr(ctx->split.task),
		   stage_name[info.stage], info.cpu, policy_name[info.policy], info.priority,
		   info.runtime_ns, status->hardens, status->last_reason, status->last_detail,
		   status->last_ip, status->refusal);
	for (reason = 0; reason < TAKT_REASON_COUNT; reason++)
		seq_printf(m, " %llu", info.handbacks[reason]);
	seq_printf(m, " comm %s\n", ctx->split.task->comm);
}

static int show(struct seq_file *m, void *v)
{
	struct takt_context *ctx;
	unsigned int cpu;

	seq_printf(m, "takt abi %d.%d watchdog_ms %u clock %s\n", TAKT_ABI_MAJOR, TAKT_ABI_MINOR,
		   takt_watchdog_ms, takt_clock_usable() ? "ok" : "lost");
	for_each_possible_cpu(cpu)
		seq_printf(m, "cpu %u up %d\n", cpu, takt_cpu_is_up(cpu));
	guard(mutex)(&takt_tables);
	list_for_each_entry(ctx, &takt_contexts, list)
		show_thread(m, ctx);
	return 0;
}

int takt_proc_start(void)
{
	return proc_create_single("takt", 0444, NULL, show) ? 0 : -ENOMEM;
}

void takt_proc_stop(void)
{
	remove_proc_entry("takt", NULL);
}
