// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/irq_pipeline: one line a CPU, "name value" pairs, for
 * people and tests.
 */
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include "internal.h"

static int stats_show(struct seq_file *m, void *v)
{
	int cpu;

	seq_printf(m, "active %d\n", irq_pipeline_active());
	for_each_online_cpu(cpu) {
		struct irq_pipeline_stats *s = per_cpu_ptr(&irq_pipeline_stats, cpu);

		seq_printf(m, "cpu %d bounced %lu bounced_level %lu oob_timer %lu oob_ipi %lu oob_line %lu oob_stalled %lu linux_ticks %lu stray %lu\n",
			   cpu, s->bounced, s->bounced_level, s->oob_timer, s->oob_ipi,
			   s->oob_line, s->oob_stalled, s->linux_ticks, s->stray);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int __init stats_init(void)
{
	debugfs_create_file("irq_pipeline", 0444, NULL, NULL, &stats_fops);
	return 0;
}
late_initcall(stats_init);
