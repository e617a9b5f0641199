// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shared timer: out-of-band ticks go on through a window in which Linux
 * has its interrupts off; Linux's own tick waits and comes right after.
 */
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "state.h"
#include "suites.h"

#define PERIOD_NS	(1000 * 1000)
#define WINDOW_NS	(50 * PERIOD_NS)

/*
 * How late a tick may be.  Meaningful where time is an instruction count; on
 * a busy host the machine itself stalls, and the test only counts ticks.
 */
static unsigned int late_ns;
module_param(late_ns, uint, 0444);
MODULE_PARM_DESC(late_ns, "latest tick accepted in ns (0: any)");

struct ticker {
	u64 next;
	u64 ticks;
	u64 early;
	u64 latest;
	u64 outside;	/* handler ran with the flags not as promised */
};

static DEFINE_PER_CPU(struct ticker, ticker);

static void notrace count_tick(struct ticker *t)
{
	u64 now = oob_clock();

	t->ticks++;
	if (now < t->next)
		t->early++;
	else
		t->latest = max(t->latest, now - t->next);
	if (!irqs_disabled() || !hard_irqs_disabled() || !in_oob())
		t->outside++;
}
NOKPROBE_SYMBOL(count_tick);

static void notrace single_tick(struct pt_regs *regs, void *arg)
{
	count_tick(raw_cpu_ptr(&ticker));
}
NOKPROBE_SYMBOL(single_tick);

static void notrace tick(struct pt_regs *regs, void *arg)
{
	struct ticker *t = raw_cpu_ptr(&ticker);

	count_tick(t);
	t->next += oob_cycles(PERIOD_NS);
	oob_timer_program(t->next);
}
NOKPROBE_SYMBOL(tick);

static void ticker_start(void *unused)
{
	struct ticker *t = raw_cpu_ptr(&ticker);
	unsigned long flags;

	hard_local_irq_save(flags);
	*t = (struct ticker) { .next = oob_clock() + oob_cycles(PERIOD_NS) };
	oob_timer_program(t->next);
	hard_local_irq_restore(flags);
}

static void ticker_stop(void *unused)
{
	unsigned long flags;

	hard_local_irq_save(flags);
	oob_timer_program(OOB_TIMER_NEVER);
	hard_local_irq_restore(flags);
}

struct linux_timer {
	struct hrtimer timer;
	u64 ran_at;
};

static enum hrtimer_restart linux_timer_ran(struct hrtimer *timer)
{
	container_of(timer, struct linux_timer, timer)->ran_at = oob_clock();
	return HRTIMER_NORESTART;
}

/* On the CPU under test, preemption off. */
static void stall_window(struct kunit *test, unsigned int cpu)
{
	struct ticker *t = raw_cpu_ptr(&ticker);
	struct linux_timer linux_timer = {};
	u64 ticks, latest, begin, end, ran_inside;
	unsigned long flags;

	hrtimer_init_on_stack(&linux_timer.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	linux_timer.timer.function = linux_timer_ran;

	local_irq_save(flags);
	hrtimer_start(&linux_timer.timer, ns_to_ktime(WINDOW_NS / 2), HRTIMER_MODE_REL_PINNED_HARD);
	t->latest = 0;
	ticks = t->ticks;
	begin = oob_clock();
	spin_ns(WINDOW_NS);
	wait_until(&t->ticks, ticks + WINDOW_NS / PERIOD_NS - 1);
	end = oob_clock();
	ticks = t->ticks - ticks;
	latest = t->latest;
	ran_inside = linux_timer.ran_at;
	local_irq_restore(flags);

	/* The pending interrupt hits at the restore, at the latest soon after. */
	wait_until(&linux_timer.ran_at, begin);
	hrtimer_cancel(&linux_timer.timer);
	destroy_hrtimer_on_stack(&linux_timer.timer);

	KUNIT_EXPECT_GE_MSG(test, ticks, (u64)WINDOW_NS / PERIOD_NS - 1, "cpu %u", cpu);
	KUNIT_EXPECT_EQ_MSG(test, t->early, 0ULL, "cpu %u", cpu);
	KUNIT_EXPECT_EQ_MSG(test, t->outside, 0ULL, "cpu %u", cpu);
	KUNIT_EXPECT_EQ_MSG(test, ran_inside, 0ULL, "cpu %u: Linux's timer ran while stalled", cpu);
	KUNIT_EXPECT_GT_MSG(test, linux_timer.ran_at, begin, "cpu %u: Linux's timer did not run", cpu);
	if (late_ns)
		KUNIT_EXPECT_LE_MSG(test, oob_ns(latest), (u64)late_ns, "cpu %u", cpu);
	kunit_info(test, "cpu %u: %llu ticks in %llu us, latest %llu ns, Linux's timer %llu ns after the window",
		   cpu, ticks, oob_ns(end - begin) / 1000, oob_ns(latest), oob_ns(linux_timer.ran_at - end));
}

static void ticks_through_stalled_windows(struct kunit *test)
{
	unsigned int cpu;

	KUNIT_ASSERT_EQ(test, oob_timer_acquire(tick, NULL), 0);
	KUNIT_EXPECT_EQ(test, oob_timer_acquire(tick, NULL), -EBUSY);
	on_each_cpu(ticker_start, NULL, true);

	for_each_online_cpu(cpu) {
		set_cpus_allowed_ptr(current, cpumask_of(cpu));
		stall_window(test, cpu);
	}
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	on_each_cpu(ticker_stop, NULL, true);
	oob_timer_release();
}

static void acquire_and_release_again(struct kunit *test)
{
	int round;

	for (round = 0; round < 20; round++) {
		unsigned long j = jiffies;

		KUNIT_ASSERT_EQ(test, oob_timer_acquire(tick, NULL), 0);
		on_each_cpu(ticker_start, NULL, true);
		schedule_timeout_uninterruptible(2);
		on_each_cpu(ticker_stop, NULL, true);
		oob_timer_release();
		schedule_timeout_uninterruptible(2);
		KUNIT_EXPECT_GE(test, jiffies - j, 4UL);
	}
}

/* Whoever has the timer: first it is shared, then, Linux having used it alone, lent. */
static void a_past_time_fires_at_once(struct kunit *test)
{
	struct ticker *t;
	unsigned long flags;
	unsigned int round;

	KUNIT_ASSERT_EQ(test, oob_timer_acquire(tick, NULL), 0);
	migrate_disable();
	t = raw_cpu_ptr(&ticker);
	for (round = 0; round < 4; round++) {
		hard_local_irq_save(flags);
		*t = (struct ticker) { .next = oob_clock() };
		oob_timer_program(0);
		hard_local_irq_restore(flags);
		wait_until(&t->ticks, 1);
		ticker_stop(NULL);
		KUNIT_EXPECT_GE_MSG(test, t->ticks, 1ULL, "round %u", round);
		/* Linux's next event would rescue what is late. */
		if (late_ns)
			KUNIT_EXPECT_LE_MSG(test, oob_ns(t->latest), (u64)late_ns, "round %u", round);
		schedule_timeout_uninterruptible(2);
	}
	migrate_enable();
	oob_timer_release();
}

/* A tick at @distance cycles from an event of Linux's, in a window in which Linux has its interrupts off. */
static void tick_beside_linux(struct ticker *t, struct linux_timer *linux_timer, s64 distance)
{
	const u64 ahead = 20 * 1000;
	unsigned long flags;

	local_irq_save(flags);
	hrtimer_start(&linux_timer->timer, ns_to_ktime(ahead), HRTIMER_MODE_REL_PINNED_HARD);
	hard_local_irq_disable();
	t->next = oob_clock() + oob_cycles(ahead) + distance;
	oob_timer_program(t->next);
	hard_local_irq_enable();
	wait_until(&t->ticks, t->ticks + 1);
	local_irq_restore(flags);
	hrtimer_cancel(&linux_timer->timer);
}

static u64 latest_beside_linux(struct kunit *test, struct linux_timer *linux_timer, s64 from, s64 to)
{
	struct ticker *t = raw_cpu_ptr(&ticker);
	s64 distance;

	*t = (struct ticker) {};
	for (distance = from; distance < to; distance += 3)
		tick_beside_linux(t, linux_timer, distance);
	KUNIT_EXPECT_EQ(test, t->early, 0ULL);
	return oob_ns(t->latest);
}

/* Linux's event must not come in between the timer's two interrupts. */
static void not_late_beside_an_event_of_linux(struct kunit *test)
{
	struct linux_timer linux_timer = {};
	u64 apart, beside;

	hrtimer_init_on_stack(&linux_timer.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	linux_timer.timer.function = linux_timer_ran;
	KUNIT_ASSERT_EQ(test, oob_timer_acquire(single_tick, NULL), 0);
	migrate_disable();
	apart = latest_beside_linux(test, &linux_timer, -11000, -9000);
	beside = latest_beside_linux(test, &linux_timer, -2000, 1000);
	migrate_enable();
	oob_timer_release();
	destroy_hrtimer_on_stack(&linux_timer.timer);

	kunit_info(test, "latest %llu ns, %llu ns beside an event of Linux's", apart, beside);
	/* To leave and enter again takes more than that. */
	if (late_ns)
		KUNIT_EXPECT_LE(test, beside, apart + 50);
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(ticks_through_stalled_windows),
	KUNIT_CASE(a_past_time_fires_at_once),
	KUNIT_CASE(not_late_beside_an_event_of_linux),
	KUNIT_CASE(acquire_and_release_again),
	{}
};

struct kunit_suite timer_suite = {
	.name = "takt_pipeline_timer",
	.test_cases = timer_cases,
};
