// SPDX-License-Identifier: GPL-2.0-only
/* The Linux system calls that are served in RT mode, in terms of the core's own. */
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/time64.h>
#include <linux/topology.h>

#include <asm/unistd.h>

#include "seam/clock.h"
#include "seam/memory.h"
#include "takt.h"

#define NEVER_NS	(1ULL << 62)	/* limits::time_horizon_ns */

static u64 saturate(u64 a, u64 b)
{
	return a >= NEVER_NS - min(b, NEVER_NS) ? NEVER_NS : a + b;
}

static u64 to_ns(const struct timespec64 *ts)
{
	return ts->tv_sec >= (s64)(NEVER_NS / NSEC_PER_SEC) ? NEVER_NS : timespec64_to_ns(ts);
}

static u64 now_ns(int clock)
{
	u64 now = takt_plat_clock_mono_ns();

	return clock == CLOCK_REALTIME ? now + takt_plat_clock_real_offset_ns() : now;
}

static enum takt_native_verdict sleep(struct takt_context *ctx, struct pt_regs *regs, int clock,
				      bool absolute, u64 request, u64 rest, struct takt_call *call)
{
	struct takt_native *native = &ctx->native;
	struct timespec64 ts;

	if (clock != CLOCK_MONOTONIC && clock != CLOCK_REALTIME)
		return TAKT_NATIVE_NO;
	if (ctx->own_time && absolute)
		return TAKT_NATIVE_NO;
	/* struct __kernel_timespec, which is a timespec64 on 64-bit machines */
	if (!takt_plat_user_read(&ts, request, sizeof(ts)))
		return TAKT_NATIVE_FAULT;
	if (!timespec64_valid(&ts)) {
		regs->ax = -EINVAL;
		return TAKT_NATIVE_DONE;
	}
	/* A relative sleep does not follow when the clock is set. */
	native->clock = absolute ? clock : CLOCK_MONOTONIC;
	native->sleep = true;
	native->relative = !absolute;
	native->rest = absolute ? NULL : (struct __kernel_timespec __user *)rest;
	native->until_ns = absolute ? to_ns(&ts) : saturate(now_ns(CLOCK_MONOTONIC), to_ns(&ts));
	takt_make_call(call, TAKT_CALL_SLEEP_UNTIL, native->until_ns,
		       native->clock == CLOCK_REALTIME ? TAKT_CLOCK_REALTIME : TAKT_CLOCK_MONOTONIC);
	return TAKT_NATIVE_CALL;
}

static enum takt_native_verdict gettime(struct pt_regs *regs, int clock, u64 result)
{
	struct timespec64 ts;

	if (clock != CLOCK_MONOTONIC && clock != CLOCK_REALTIME)
		return TAKT_NATIVE_NO;
	ts = ns_to_timespec64(now_ns(clock));
	if (!takt_plat_user_write(result, &ts, sizeof(ts)))
		return TAKT_NATIVE_FAULT;
	regs->ax = 0;
	return TAKT_NATIVE_DONE;
}

static enum takt_native_verdict getcpu(struct pt_regs *regs)
{
	unsigned int cpu = raw_smp_processor_id();
	unsigned int node = cpu_to_node(cpu);

	if ((regs->di && !takt_plat_user_write(regs->di, &cpu, sizeof(cpu))) ||
	    (regs->si && !takt_plat_user_write(regs->si, &node, sizeof(node))))
		return TAKT_NATIVE_FAULT;
	regs->ax = 0;
	return TAKT_NATIVE_DONE;
}

enum takt_native_verdict takt_native(struct takt_context *ctx, struct pt_regs *regs,
				     unsigned int nr, struct takt_call *call)
{
	switch (nr) {
	case __NR_clock_nanosleep:
		return sleep(ctx, regs, regs->di, regs->si & TIMER_ABSTIME, regs->dx, regs->r10,
			     call);
	case __NR_nanosleep:
		return sleep(ctx, regs, CLOCK_MONOTONIC, false, regs->di, regs->si, call);
	case __NR_sched_yield:
		takt_make_call(call, TAKT_CALL_YIELD, 0, 0);
		return TAKT_NATIVE_CALL;
	case __NR_gettid:
		regs->ax = ctx->tid;
		return TAKT_NATIVE_DONE;
	case __NR_getpid:
		regs->ax = ctx->pid;
		return TAKT_NATIVE_DONE;
	case __NR_clock_gettime:
		return ctx->own_time ? TAKT_NATIVE_NO : gettime(regs, regs->di, regs->si);
	case __NR_getcpu:
		return getcpu(regs);
	default:
		return TAKT_NATIVE_NO;
	}
}

bool takt_native_blocks(unsigned int nr)
{
	return nr == __NR_clock_nanosleep || nr == __NR_nanosleep;
}

/*
 * A sleep was cut short: Linux sleeps for what is left, with all its rules for
 * signals, remainders and restarts.
 */
long takt_native_finish(struct takt_context *ctx)
{
	struct takt_native *native = &ctx->native;
	u64 now = now_ns(native->clock);

	if (!native->relative)
		return split_context_nanosleep(native->until_ns, true, NULL, native->clock);
	return split_context_nanosleep(native->until_ns > now ? native->until_ns - now : 0, false,
				       native->rest, native->clock);
}
