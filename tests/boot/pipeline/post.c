// SPDX-License-Identifier: GPL-2.0-only
/*
 * Posts from out-of-band handlers to Linux: never inside a stalled section,
 * each exactly once, in Linux's interrupt context.
 */
#include <linux/kprobes.h>
#include <linux/smp.h>

#include "state.h"
#include "suites.h"

struct post {
	struct irq_work work;
	u64 ran;
	bool in_hardirq;
	bool in_oob;
};

static int post_ipi;
static struct post post;

static void post_ran(struct irq_work *work)
{
	post.ran++;
	post.in_hardirq = in_hardirq();
	post.in_oob = in_oob();
}

static void notrace post_from_oob(struct pt_regs *regs, void *arg)
{
	oob_post(&post.work);
}
NOKPROBE_SYMBOL(post_from_oob);

static void waits_for_the_unstall(struct kunit *test)
{
	unsigned long flags;
	u64 inside;
	int round;

	init_irq_work(&post.work, post_ran);
	for (round = 0; round < 100; round++) {
		post.ran = 0;
		preempt_disable();
		local_irq_save(flags);
		oob_ipi_send(post_ipi, raw_smp_processor_id());
		spin_ns(20 * 1000);
		inside = post.ran;
		local_irq_restore(flags);
		wait_until(&post.ran, 1);
		preempt_enable();

		KUNIT_ASSERT_EQ(test, inside, 0ULL);
		KUNIT_ASSERT_EQ(test, post.ran, 1ULL);
		KUNIT_ASSERT_TRUE(test, post.in_hardirq);
		KUNIT_ASSERT_FALSE(test, post.in_oob);
	}
}

static int post_init(struct kunit_suite *suite)
{
	post_ipi = oob_ipi_request(post_from_oob, NULL);
	return post_ipi < 0 ? post_ipi : 0;
}

static void post_exit(struct kunit_suite *suite)
{
	oob_ipi_free(post_ipi);
}

static struct kunit_case post_cases[] = {
	KUNIT_CASE(waits_for_the_unstall),
	{}
};

struct kunit_suite post_suite = {
	.name = "takt_pipeline_post",
	.suite_init = post_init,
	.suite_exit = post_exit,
	.test_cases = post_cases,
};
