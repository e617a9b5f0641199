// SPDX-License-Identifier: GPL-2.0-only
/* The CPUs that the core schedules, as they come and go. */
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/mutex.h>

#include "takt.h"

static enum cpuhp_state state;
static struct cpumask up;

bool takt_cpu_is_up(unsigned int cpu)
{
	return cpumask_test_cpu(cpu, &up);
}

static int bring_up(unsigned int cpu)
{
	struct split_section section;
	int err;

	split_context_begin(&section);
	err = takt_core_cpu_up(takt_core);
	split_context_end(&section);
	if (!err)
		cpumask_set_cpu(cpu, &up);
	return err;
}

/* Threads in RT mode on @cpu go to Linux, which moves them. */
static void send_away(unsigned int cpu)
{
	struct takt_context *ctx;

	if (split_context_lacks(hotplug))
		return;
	guard(mutex)(&takt_tables);
	list_for_each_entry(ctx, &takt_contexts, list)
		if (READ_ONCE(ctx->cpu) == cpu)
			takt_core_kick(takt_core, ctx->thread, TAKT_REASON_HOTPLUG);
}

/* Linux has taken the CPU out of its scheduler already: no thread enters RT mode here any more. */
static int take_down(unsigned int cpu)
{
	struct split_section section;
	unsigned int tries;
	int err;

	cpumask_clear_cpu(cpu, &up);
	for (tries = 0; tries < 1000; tries++) {
		send_away(cpu);
		split_context_begin(&section);
		err = takt_core_cpu_down(takt_core);
		split_context_end(&section);
		if (err != -EBUSY)
			return err;
		usleep_range(1000, 2000);
	}
	cpumask_set_cpu(cpu, &up);
	pr_warn("takt: CPU %u stays: a timer object is armed there; cancel it, then try again\n", cpu);
	return -EBUSY;
}

int takt_cpus_start(void)
{
	int err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "takt:online", bring_up, take_down);

	if (err < 0)
		return err;
	state = err;
	return 0;
}

void takt_cpus_stop(void)
{
	cpuhp_remove_state(state);
}
