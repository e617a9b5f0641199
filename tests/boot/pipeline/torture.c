// SPDX-License-Identifier: GPL-2.0-only
/*
 * Randomised torture: while loaded, every CPU takes out-of-band timer
 * interrupts at random distances, and some of them send out-of-band IPIs and
 * posts.  Each one checks the invariants that hold at any instruction.
 * /sys/kernel/debug/takt_torture shows the counts; the load beside it checks
 * that Linux was not harmed.
 */
#include <linux/cpuhotplug.h>
#include <linux/debugfs.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include <asm/irq_pipeline.h>

#include "state.h"

static unsigned int min_ns = 2000;
module_param(min_ns, uint, 0444);
MODULE_PARM_DESC(min_ns, "shortest distance of two timer interrupts in ns");
static unsigned int max_ns = 60000;
module_param(max_ns, uint, 0444);
MODULE_PARM_DESC(max_ns, "longest distance of two timer interrupts in ns");
static unsigned long seed = 1;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "of the random distances");

struct torture {
	u64 random;
	u64 timers;
	u64 ipis;
	u64 in_user;
	u64 in_kernel;
	u64 bad_flags;		/* the handler's own context is wrong */
	u64 bad_fence;		/* CR8 is not what the pipeline believes */
	u64 bad_user;		/* user mode with the fence up or the slow path due */
	u64 early;
	u64 next;
	struct irq_work post;
	u64 posted;
	u64 posts_ran;
};

static DEFINE_PER_CPU(struct torture, torture);
static struct dentry *file;
static int ipi;
static bool stopping;
static enum cpuhp_state hp;

static u64 notrace next_random(struct torture *t)
{
	/* xorshift64* (Vigna, 2016) */
	t->random ^= t->random >> 12;
	t->random ^= t->random << 25;
	t->random ^= t->random >> 27;
	return t->random * 2685821657736338717ULL;
}

static void notrace check(struct torture *t, struct pt_regs *regs)
{
	unsigned long cr8;
	u8 slow = irq_pipeline_slow();

	if (!irqs_disabled() || !hard_irqs_disabled() || !in_oob() || !in_nmi())
		t->bad_flags++;
	asm volatile("mov %%cr8, %0" : "=r" (cr8));
	if (cr8 != (slow & IRQ_PIPELINE_SLOW_FENCED ? IRQ_PIPELINE_CR8_FENCE : IRQ_PIPELINE_CR8_OPEN))
		t->bad_fence++;
	if (user_mode(regs)) {
		t->in_user++;
		if (slow)
			t->bad_user++;
	} else {
		t->in_kernel++;
	}
}

static void notrace torture_timer(struct pt_regs *regs, void *arg)
{
	struct torture *t = raw_cpu_ptr(&torture);
	u64 random = next_random(t);

	t->timers++;
	if (oob_clock() < t->next)
		t->early++;
	check(t, regs);
	if (random % 8 == 0)
		oob_ipi_send(ipi, cpumask_nth((random >> 8) % num_online_cpus(), cpu_online_mask));
	if (random % 64 == 1 && oob_post(&t->post))
		t->posted++;
	if (READ_ONCE(stopping))
		return;
	t->next = oob_clock() + oob_cycles(min_ns + (random >> 32) % (max_ns - min_ns + 1));
	oob_timer_program(t->next);
}
NOKPROBE_SYMBOL(torture_timer);

static void notrace torture_ipi(struct pt_regs *regs, void *arg)
{
	struct torture *t = raw_cpu_ptr(&torture);

	t->ipis++;
	check(t, regs);
}
NOKPROBE_SYMBOL(torture_ipi);

static void post_ran(struct irq_work *work)
{
	container_of(work, struct torture, post)->posts_ran++;
}

static int torture_start(unsigned int cpu)
{
	struct torture *t = raw_cpu_ptr(&torture);
	unsigned long flags;

	hard_local_irq_save(flags);
	t->random = (seed + 1) * 0x9e3779b97f4a7c15ULL + raw_smp_processor_id();
	t->next = 0;
	oob_timer_program(0);
	hard_local_irq_restore(flags);
	return 0;
}

static int torture_stop(unsigned int cpu)
{
	unsigned long flags;

	hard_local_irq_save(flags);
	oob_timer_program(OOB_TIMER_NEVER);
	hard_local_irq_restore(flags);
	return 0;
}

static int torture_show(struct seq_file *m, void *v)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct torture *t = per_cpu_ptr(&torture, cpu);

		seq_printf(m, "cpu %d timers %llu ipis %llu user %llu kernel %llu posted %llu posts_ran %llu bad_flags %llu bad_fence %llu bad_user %llu early %llu\n",
			   cpu, t->timers, t->ipis, t->in_user, t->in_kernel, t->posted, t->posts_ran,
			   t->bad_flags, t->bad_fence, t->bad_user, t->early);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(torture);

static int __init torture_init(void)
{
	int cpu, err;

	if (min_ns > max_ns || !max_ns) {
		pr_err("takt_torture: min_ns=%u max_ns=%u: give 0 < min_ns <= max_ns\n", min_ns, max_ns);
		return -EINVAL;
	}
	for_each_possible_cpu(cpu)
		init_irq_work(&per_cpu_ptr(&torture, cpu)->post, post_ran);
	ipi = oob_ipi_request(torture_ipi, NULL);
	if (ipi < 0)
		return ipi;
	err = oob_timer_acquire(torture_timer, NULL);
	if (err) {
		oob_ipi_free(ipi);
		return err;
	}
	file = debugfs_create_file("takt_torture", 0444, NULL, NULL, &torture_fops);
	/* A state of its own, after the timer's: CPUs that come later join in. */
	err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "takt/torture:online", torture_start, torture_stop);
	if (err < 0) {
		debugfs_remove(file);
		oob_timer_release();
		oob_ipi_free(ipi);
		return err;
	}
	hp = err;
	return 0;
}
module_init(torture_init);

static void __exit torture_exit(void)
{
	int cpu;

	WRITE_ONCE(stopping, true);
	cpuhp_remove_state(hp);
	debugfs_remove(file);
	oob_timer_release();
	oob_ipi_free(ipi);
	for_each_possible_cpu(cpu)
		irq_work_sync(&per_cpu_ptr(&torture, cpu)->post);
}
module_exit(torture_exit);

MODULE_DESCRIPTION("Random out-of-band interrupts, with the invariants checked in each");
MODULE_LICENSE("GPL");
