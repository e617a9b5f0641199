// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux's accounting of CPU time: what RT halves run is stolen from the CPU
 * that they run on, and run time of their own tasks.
 */
#include <linux/export.h>
#include <linux/mmu_context.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched/cputime.h>
#include <linux/split_context_off.h>

#include <asm/tsc.h>

#include "internal.h"
/* A run queue's lock, and what it guards. */
#include "../../../../kernel/sched/sched.h"

/* What one of those who take it off their own time has not taken yet. */
struct debt {
	u64	seen;		/* TSC cycles */
	s64	owed_ns;
};

static DEFINE_PER_CPU(struct debt [SPLIT_STOLEN_FROM], debts);

/*
 * Until now.  A reader on another CPU may be wrong by a burst if it reads in
 * the middle of a switch; its next reading makes up for that.
 */
static u64 cycles_stolen(const struct split_cpu *cpu)
{
	u64 since = READ_ONCE(cpu->away_since);
	u64 stolen = READ_ONCE(cpu->stolen);

	return since ? stolen + rdtsc() - since : stolen;
}

/* In the unit of a run queue's clock. */
static s64 to_ns(s64 cycles)
{
	s64 ns = native_sched_clock_from_tsc(abs(cycles)) - native_sched_clock_from_tsc(0);

	return cycles < 0 ? -ns : ns;
}

u64 __split_context_stolen(enum split_stolen from, int id, u64 max)
{
	struct debt *debt = &per_cpu(debts, id)[from];
	u64 stolen = cycles_stolen(per_cpu_ptr(&split_cpu, id));
	u64 take;

	if (split_context_lacks(stolen))
		return 0;
	if (stolen != debt->seen) {
		debt->owed_ns += to_ns(stolen - debt->seen);
		debt->seen = stolen;
	}
	if (debt->owed_ns <= 0)
		return 0;
	take = min_t(u64, debt->owed_ns, max);
	debt->owed_ns -= take;
	return take;
}

u64 __split_context_stolen_from_idle(int id, u64 max)
{
	const struct debt *debt = &per_cpu(debts, id)[SPLIT_STOLEN_FROM_IDLE];
	s64 owed_ns = READ_ONCE(debt->owed_ns) +
		      to_ns(cycles_stolen(per_cpu_ptr(&split_cpu, id)) - READ_ONCE(debt->seen));

	return owed_ns > 0 ? min_t(u64, owed_ns, max) : 0;
}

void split_context_charge(struct split_context *sc, u64 total_ns)
{
	struct task_struct *task = sc->task;
	struct rq_flags flags;
	struct rq *rq;
	s64 ns;

	rq = task_rq_lock(task, &flags);
	ns = total_ns - sc->charged_ns;
	/* The time of a task that runs is written by its own CPU's tick, without the lock. */
	if (ns > 0 && (task == current || !task->on_rq)) {
		guard(rcu)();
		sc->charged_ns = total_ns;
		task->se.sum_exec_runtime += ns;
		task->utime += ns;
		account_group_exec_runtime(task, ns);
		account_group_user_time(task, ns);
		cgroup_account_cputime(task, ns);
		cgroup_account_cputime_field(task, CPUTIME_USER, ns);
	}
	task_rq_unlock(rq, task, &flags);
}
EXPORT_SYMBOL_GPL(split_context_charge);
