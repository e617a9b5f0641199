// SPDX-License-Identifier: GPL-2.0-only
/* The module: makes the core, brings it up on all CPUs, feeds it events. */
#include <linux/irq_pipeline.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "seam/cpu.h"
#include "takt.h"

struct takt_core *takt_core;

unsigned int takt_watchdog_ms = 4000;
module_param_named(watchdog_ms, takt_watchdog_ms, uint, 0444);
MODULE_PARM_DESC(watchdog_ms, "longest time in ms that RT threads may keep Linux off a CPU, 0 = no limit (default 4000)");

static bool off;
module_param(off, bool, 0444);
MODULE_PARM_DESC(off, "do not start: for a kernel that the co-kernel is built into (default 0)");

static int ipi = -1;
static DEFINE_PER_CPU(bool, clock_was_set);

/* How many stale threads one pass sends away; more run on until the next one. */
#define STALE_PER_PASS	4

struct takt_next takt_send_stale_away(struct takt_next next)
{
	unsigned int i;

	for (i = 0; i < STALE_PER_PASS && next.context && takt_is_stale(next.context); i++)
		next = takt_core_on_bounce(takt_core, TAKT_REASON_STALE,
					   TAKT_HANDBACK_CONTINUE, 0);
	return next;
}

static void on_timer(struct pt_regs *regs, void *arg)
{
	if (unlikely(READ_ONCE(takt_wakeups_timed)))
		split_context_next(takt_wakeup_on_timer());
	else
		split_context_next(takt_resolve(takt_core_on_timer(takt_core)));
}

static void on_ipi(struct pt_regs *regs, void *arg)
{
	if (unlikely(raw_cpu_read(clock_was_set))) {
		raw_cpu_write(clock_was_set, false);
		split_context_next(takt_resolve(takt_core_on_clock_set(takt_core)));
		oob_ipi_send(ipi, raw_smp_processor_id());	/* it may have been for both */
		return;
	}
	split_context_next(takt_resolve(takt_core_on_ipi(takt_core)));
}

void takt_plat_ipi(uint32_t cpu)
{
	if (cpu != raw_smp_processor_id() && split_context_lacks(ipi))
		return;
	oob_ipi_send(ipi, cpu);
}

void takt_clock_was_set(void)
{
	unsigned int cpu;

	if (ipi < 0 || split_context_lacks(clock_set))
		return;
	for_each_online_cpu(cpu) {
		if (!takt_cpu_is_up(cpu))
			continue;
		per_cpu(clock_was_set, cpu) = true;
		smp_wmb();	/* the flag before the interrupt that looks at it */
		oob_ipi_send(ipi, cpu);
	}
}

static const struct split_context_ops ops = {
	.owner = THIS_MODULE,
	.syscall = takt_rt_syscall,
	.trap = takt_trap,
	.loaded = takt_loaded,
	.linux_syscall = takt_linux_syscall,
	.release = takt_release,
	.signal = takt_signal,
};

static int create_core(void)
{
	const struct takt_core_config config = {
		.cpus = nr_cpu_ids,
		.watchdog_ns = (u64)takt_watchdog_ms * NSEC_PER_MSEC,
	};
	void *memory = vzalloc(takt_core_bytes());

	if (!memory)
		return -ENOMEM;
	takt_core = takt_core_create(memory, &config);
	if (takt_core)
		return 0;
	vfree(memory);
	pr_err("takt: built for fewer CPUs than the %u of this machine; boot with nr_cpus= or raise TAKT_LIMIT_CPUS\n",
	       nr_cpu_ids);
	return -EINVAL;
}

static int __init takt_init(void)
{
	int err;

	if (off) {
		pr_info("takt: co-kernel stays down, by its parameter off\n");
		return -ENODEV;
	}
	err = split_context_register(&ops);
	if (err)
		return err;
	err = create_core();
	if (err)
		goto unregister;
	err = takt_clock_start();
	if (err)
		goto destroy;
	ipi = oob_ipi_request(on_ipi, NULL);
	err = ipi;
	if (err < 0)
		goto stop_clock;
	err = oob_timer_acquire(on_timer, NULL);
	if (err)
		goto free_ipi;
	err = takt_cpus_start();
	if (err)
		goto release_timer;
	err = takt_proc_start();
	if (err)
		goto stop_cpus;
	err = takt_device_start();
	if (err)
		goto stop_proc;
	pr_info("takt: co-kernel is up, ABI %d.%d, %u CPUs, watchdog %u ms\n", TAKT_ABI_MAJOR,
		TAKT_ABI_MINOR, num_online_cpus(), takt_watchdog_ms);
	return 0;

stop_proc:
	takt_proc_stop();
stop_cpus:
	takt_cpus_stop();
release_timer:
	oob_timer_release();
free_ipi:
	oob_ipi_free(ipi);
	ipi = -1;
stop_clock:
	takt_clock_stop();
destroy:
	vfree(takt_core);
unregister:
	split_context_unregister();
	return err;
}

/* No file is open and no thread attached: both hold a reference to the module. */
static void __exit takt_exit(void)
{
	takt_device_stop();
	takt_proc_stop();
	takt_account_stop();
	takt_clock_stop();
	takt_cpus_stop();
	oob_timer_release();
	oob_ipi_free(ipi);
	split_context_unregister();
	rcu_barrier();
	vfree(takt_core);
	pr_info("takt: co-kernel is down\n");
}

module_init(takt_init);
module_exit(takt_exit);
MODULE_DESCRIPTION("Takt, a real-time co-kernel below Linux");
MODULE_LICENSE("GPL");
