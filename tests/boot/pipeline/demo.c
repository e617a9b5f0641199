// SPDX-License-Identifier: GPL-2.0-only
/*
 * The demonstration of `make run`: one CPU, an out-of-band tick and a Linux
 * timer side by side, both every millisecond, and in the middle Linux keeps
 * its interrupts off for 50 ms.  /sys/kernel/debug/takt_demo lists what
 * happened when, for the guest to draw.
 */
#include <linux/debugfs.h>
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include "state.h"

#define PERIOD_NS	(1000 * 1000)
#define BEFORE_NS	(5 * PERIOD_NS)
#define AFTER_NS	(5 * PERIOD_NS)

static unsigned int stall_ms = 50;
module_param(stall_ms, uint, 0444);
MODULE_PARM_DESC(stall_ms, "how long Linux keeps its interrupts off (1..1000 ms)");

enum event_kind { EVENT_OOB, EVENT_LINUX, EVENT_STALL, EVENT_UNSTALL };

static const char *const event_name[] = { "oob", "linux", "stall", "unstall" };

static struct event {
	enum event_kind kind;
	u64 at;		/* oob_clock() */
	u64 late;	/* cycles after the time it was due */
} events[4096];

static unsigned int n_events;
static u64 start, oob_due, linux_due;
static struct hrtimer linux_timer;
static struct dentry *file;

/* Only ever called on one CPU, where out-of-band nests over Linux: reserve first. */
static void notrace record(enum event_kind kind, u64 due)
{
	unsigned long flags;
	unsigned int n;

	hard_local_irq_save(flags);
	n = n_events;
	if (n < ARRAY_SIZE(events)) {
		u64 now = oob_clock();

		events[n] = (struct event) { kind, now, due && now > due ? now - due : 0 };
		n_events = n + 1;
	}
	hard_local_irq_restore(flags);
}
NOKPROBE_SYMBOL(record);

static void notrace oob_tick(struct pt_regs *regs, void *arg)
{
	record(EVENT_OOB, oob_due);
	oob_due += oob_cycles(PERIOD_NS);
	oob_timer_program(oob_due);
}
NOKPROBE_SYMBOL(oob_tick);

static enum hrtimer_restart linux_tick(struct hrtimer *timer)
{
	record(EVENT_LINUX, linux_due);
	linux_due += oob_cycles(PERIOD_NS);
	/* What was missed stays missed: the next one is due in the future. */
	while (linux_due < oob_clock())
		linux_due += oob_cycles(PERIOD_NS);
	hrtimer_forward_now(timer, ns_to_ktime(PERIOD_NS));
	return HRTIMER_RESTART;
}

static void demo_run(void)
{
	unsigned long flags;

	hard_local_irq_save(flags);
	start = oob_clock();
	oob_due = start + oob_cycles(PERIOD_NS);
	linux_due = oob_due;
	oob_timer_program(oob_due);
	hard_local_irq_restore(flags);
	hrtimer_start(&linux_timer, ns_to_ktime(PERIOD_NS), HRTIMER_MODE_REL_PINNED_HARD);

	spin_ns(BEFORE_NS);
	local_irq_save(flags);
	record(EVENT_STALL, 0);
	spin_ns((u64)stall_ms * 1000 * 1000);
	record(EVENT_UNSTALL, 0);
	local_irq_restore(flags);
	spin_ns(AFTER_NS);

	hrtimer_cancel(&linux_timer);
	hard_local_irq_save(flags);
	oob_timer_program(OOB_TIMER_NEVER);
	hard_local_irq_restore(flags);
}

static int demo_show(struct seq_file *m, void *v)
{
	unsigned int i;

	for (i = 0; i < n_events; i++)
		seq_printf(m, "%s %llu %llu\n", event_name[events[i].kind],
			   oob_ns(events[i].at - start), oob_ns(events[i].late));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(demo);

static int __init demo_init(void)
{
	int err;

	if (stall_ms < 1 || stall_ms > 1000) {
		pr_err("takt_demo: stall_ms=%u: give 1 to 1000\n", stall_ms);
		return -EINVAL;
	}
	err = oob_timer_acquire(oob_tick, NULL);
	if (err)
		return err;
	hrtimer_init(&linux_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	linux_timer.function = linux_tick;

	preempt_disable();
	demo_run();
	preempt_enable();

	oob_timer_release();
	file = debugfs_create_file("takt_demo", 0444, NULL, NULL, &demo_fops);
	return 0;
}
module_init(demo_init);

static void __exit demo_exit(void)
{
	debugfs_remove(file);
}
module_exit(demo_exit);

MODULE_DESCRIPTION("Demonstration: Linux stalled, out-of-band ticks on time");
MODULE_LICENSE("GPL");
