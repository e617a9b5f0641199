// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out-of-band IPIs reach a stalled CPU at once; Linux's IPIs wait until it is
 * unstalled and then arrive exactly once.
 */
#include <linux/completion.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/smp.h>

#include "state.h"
#include "suites.h"

#define WINDOW_NS	(50 * 1000 * 1000)

static DEFINE_PER_CPU(u64, ipi_at);
static DEFINE_PER_CPU(u64, ipi_count);
static int ipi;

static void notrace ipi_arrived(struct pt_regs *regs, void *arg)
{
	raw_cpu_write(ipi_at, oob_clock());
	raw_cpu_inc(ipi_count);
}
NOKPROBE_SYMBOL(ipi_arrived);

static int ipi_init(struct kunit_suite *suite)
{
	ipi = oob_ipi_request(ipi_arrived, NULL);
	return ipi < 0 ? ipi : 0;
}

static void ipi_exit(struct kunit_suite *suite)
{
	oob_ipi_free(ipi);
}

static void to_self_while_stalled(struct kunit *test)
{
	unsigned long flags;
	u64 before, inside;

	preempt_disable();
	local_irq_save(flags);
	before = raw_cpu_read(ipi_count);
	oob_ipi_send(ipi, raw_smp_processor_id());
	wait_until(raw_cpu_ptr(&ipi_count), before + 1);
	inside = raw_cpu_read(ipi_count);
	local_irq_restore(flags);
	preempt_enable();

	KUNIT_EXPECT_EQ(test, inside, before + 1);
}

static void hard_off_holds_them(struct kunit *test)
{
	unsigned long flags;
	u64 before, inside, after;

	preempt_disable();
	hard_local_irq_save(flags);
	before = raw_cpu_read(ipi_count);
	oob_ipi_send(ipi, raw_smp_processor_id());
	spin_ns(100 * 1000);
	inside = raw_cpu_read(ipi_count);
	hard_local_irq_restore(flags);
	wait_until(raw_cpu_ptr(&ipi_count), before + 1);
	after = raw_cpu_read(ipi_count);
	preempt_enable();

	KUNIT_EXPECT_EQ(test, inside, before);
	KUNIT_EXPECT_EQ(test, after, before + 1);
}

/* One CPU stalls; the other one shoots at it. */
struct duel {
	struct completion stalled;
	struct completion done;
	unsigned int target;
	u64 oob_sent;
	u64 linux_sent;
	u64 linux_ran;
	u64 linux_count;
	call_single_data_t csd;
};

static void linux_ipi_ran(void *arg)
{
	struct duel *duel = arg;

	duel->linux_ran = oob_clock();
	duel->linux_count++;
}

static int shoot(void *arg)
{
	struct duel *duel = arg;

	wait_for_completion(&duel->stalled);
	spin_ns(WINDOW_NS / 5);
	duel->linux_sent = oob_clock();
	smp_call_function_single_async(duel->target, &duel->csd);
	spin_ns(WINDOW_NS / 5);
	duel->oob_sent = oob_clock();
	oob_ipi_send(ipi, duel->target);
	complete(&duel->done);
	return 0;
}

/*
 * False if the sender did not run in the window: Linux on its CPU may itself
 * wait for the stalled one, as when it changes its clock source and stops all.
 */
static bool into_a_stalled_window(struct kunit *test, unsigned int target, unsigned int sender)
{
	struct duel duel = { .target = target };
	u64 count, begin, end, count_inside, linux_inside;
	struct task_struct *thread;
	unsigned long flags;
	bool sent;

	init_completion(&duel.stalled);
	init_completion(&duel.done);
	INIT_CSD(&duel.csd, linux_ipi_ran, &duel);
	thread = kthread_create(shoot, &duel, "takt_shoot");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, thread);
	kthread_bind(thread, sender);
	wake_up_process(thread);

	set_cpus_allowed_ptr(current, cpumask_of(target));
	preempt_disable();
	/* The sender begins in the window: a host may keep this CPU for longer than the sender waits. */
	local_irq_save(flags);
	count = raw_cpu_read(ipi_count);
	begin = oob_clock();
	complete(&duel.stalled);
	/* On a busy host the sender may be late: wait for it, but not for ever. */
	while (!READ_ONCE(duel.oob_sent) && oob_clock() - begin < 20 * oob_cycles(WINDOW_NS))
		cpu_relax();
	sent = READ_ONCE(duel.oob_sent);
	if (sent)
		wait_until(raw_cpu_ptr(&ipi_count), count + 1);
	end = oob_clock();
	count_inside = raw_cpu_read(ipi_count) - count;
	linux_inside = READ_ONCE(duel.linux_count);
	local_irq_restore(flags);
	preempt_enable();

	wait_for_completion(&duel.done);
	while (!READ_ONCE(duel.linux_count) && oob_clock() - end < 100 * oob_cycles(WINDOW_NS))
		cond_resched();
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	if (!sent)
		return false;

	KUNIT_EXPECT_EQ_MSG(test, count_inside, 1ULL, "oob IPIs inside the window, cpu %u to %u", sender, target);
	KUNIT_EXPECT_GT_MSG(test, end, per_cpu(ipi_at, target), "cpu %u to %u", sender, target);
	KUNIT_EXPECT_EQ_MSG(test, linux_inside, 0ULL, "Linux IPI ran inside, cpu %u to %u", sender, target);
	KUNIT_EXPECT_EQ_MSG(test, duel.linux_count, 1ULL, "cpu %u to %u", sender, target);
	KUNIT_EXPECT_GE_MSG(test, duel.linux_ran, end, "cpu %u to %u", sender, target);
	return true;
}

static void into_one_of_some_windows(struct kunit *test, unsigned int target, unsigned int sender)
{
	unsigned int attempt;

	for (attempt = 1; attempt <= 5; attempt++) {
		if (into_a_stalled_window(test, target, sender))
			return;
		kunit_info(test, "attempt %u: cpu %u did not send to cpu %u in its window", attempt, sender, target);
	}
	KUNIT_FAIL(test, "cpu %u never sent to cpu %u in its window", sender, target);
}

static void into_stalled_windows(struct kunit *test)
{
	unsigned int target, sender;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	for_each_online_cpu(target)
		for_each_online_cpu(sender)
			if (sender != target)
				into_one_of_some_windows(test, target, sender);
}

static void numbers_run_out(struct kunit *test)
{
	int taken[16], n = 0;

	while (n < ARRAY_SIZE(taken) && (taken[n] = oob_ipi_request(ipi_arrived, NULL)) >= 0)
		n++;
	KUNIT_EXPECT_GT(test, n, 0);
	KUNIT_ASSERT_LT(test, n, (int)ARRAY_SIZE(taken));
	KUNIT_EXPECT_EQ(test, taken[n], -EBUSY);
	while (n--)
		oob_ipi_free(taken[n]);
}

static struct kunit_case ipi_cases[] = {
	KUNIT_CASE(to_self_while_stalled),
	KUNIT_CASE(hard_off_holds_them),
	KUNIT_CASE(into_stalled_windows),
	KUNIT_CASE(numbers_run_out),
	{}
};

struct kunit_suite ipi_suite = {
	.name = "takt_pipeline_ipi",
	.suite_init = ipi_init,
	.suite_exit = ipi_exit,
	.test_cases = ipi_cases,
};
