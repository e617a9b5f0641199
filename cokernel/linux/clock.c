// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux's clocks, readable where Linux may be in the middle of an update: a
 * latch of two copies, of which a reader always finds one complete.
 */
#include <linux/clocksource.h>
#include <linux/irq_pipeline.h>
#include <linux/math64.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/pvclock_gtod.h>
#include <linux/seqlock.h>
#include <linux/timekeeper_internal.h>

#include <asm/tsc.h>
#include <asm/vdso/clocksource.h>

#include "seam/clock.h"
#include "seam/timer.h"
#include "takt.h"

/* mono = base_ns + ((tsc - cycles) * mult + fraction >> shift), as Linux and the vDSO count. */
struct conversion {
	u64	cycles;
	u64	base_ns;
	u64	fraction;
	u32	mult;
	u32	shift;
	s64	real_offset_ns;
};

static struct {
	seqcount_latch_t	sequence;
	struct conversion	copy[2];
} latch = { .sequence = SEQCNT_LATCH_ZERO(latch.sequence) };

static bool usable __read_mostly;

/* 32.32, rounded up. */
static u64 cycles_per_ns __read_mostly;

/* What this CPU has read last: an update may make the clock step back by a nanosecond. */
struct reading {
	u64	ns;
	u64	tsc;
};

static DEFINE_PER_CPU(struct reading, last_reading);

static __always_inline u64 to_mono(const struct conversion *c, u64 tsc)
{
	s64 delta = tsc - c->cycles;

	/* The TSC of another CPU, or an update that overtook us */
	if (unlikely(delta < 0))
		delta = 0;
	return c->base_ns + (((u64)delta * c->mult + c->fraction) >> c->shift);
}

uint64_t takt_plat_clock_mono_ns(void)
{
	unsigned int sequence;
	u64 now, last, tsc;

	do {
		sequence = read_seqcount_latch(&latch.sequence);
		tsc = rdtsc_ordered();
		now = to_mono(&latch.copy[sequence & 1], tsc);
	} while (read_seqcount_latch_retry(&latch.sequence, sequence));

	last = raw_cpu_read(last_reading.ns);
	if (unlikely(now < last))
		return last;
	raw_cpu_write(last_reading.ns, now);
	raw_cpu_write(last_reading.tsc, tsc);
	return now;
}

int64_t takt_plat_clock_real_offset_ns(void)
{
	unsigned int sequence;
	s64 offset;

	do {
		sequence = read_seqcount_latch(&latch.sequence);
		offset = latch.copy[sequence & 1].real_offset_ns;
	} while (read_seqcount_latch_retry(&latch.sequence, sequence));
	return offset;
}

/*
 * A TSC value at which the clock reads @mono_ns or more: late by a cycle or
 * two for every second until then, and looked at again when it fires.  Counted
 * from this pass's own reading of the clock, which spares the wake-up path
 * both a division and another look at the latch.
 */
static __always_inline u64 to_timer(u64 mono_ns)
{
	s64 ns = mono_ns - raw_cpu_read(last_reading.ns);
	u64 tsc = raw_cpu_read(last_reading.tsc);

	if (unlikely(ns <= 0))
		return tsc;
	return tsc + mul_u64_u64_shr(ns, READ_ONCE(cycles_per_ns), 32) + 1;
}

void takt_plat_timer_shot(uint64_t deadline_ns)
{
	oob_timer_program(to_timer(deadline_ns));
}

void takt_plat_timer_stop(void)
{
	oob_timer_program(OOB_TIMER_NEVER);
}

bool takt_clock_usable(void)
{
	return READ_ONCE(usable);
}

/* 2^(32 + shift) / mult, rounded up; shift is at most 32. */
static u64 invert(u32 mult, u32 shift)
{
	u64 inverse = div_u64(1ULL << 63, mult) + 1;

	return shift > 31 ? inverse << (shift - 31) : (inverse >> (31 - shift)) + 1;
}

/* Called by Linux under its own lock, with its interrupts off. */
static int follow(struct notifier_block *block, unsigned long was_set, void *data)
{
	const struct timekeeper *tk = data;
	const struct tk_read_base *base = &tk->tkr_mono;
	struct conversion next = {
		.cycles = base->cycle_last,
		/* Linux keeps whole seconds in the one and up to a second in the other. */
		.base_ns = ktime_to_ns(base->base) + (base->xtime_nsec >> base->shift),
		.fraction = base->xtime_nsec & ((1ULL << base->shift) - 1),
		.mult = base->mult,
		.shift = base->shift,
		.real_offset_ns = ktime_to_ns(tk->offs_real),
	};
	bool is_tsc = base->clock->vdso_clock_mode == VDSO_CLOCKMODE_TSC;

	if (!is_tsc && usable)
		pr_err("takt: Linux has given up the TSC as its clock (now %s): no thread can enter RT mode\n",
		       base->clock->name);
	WRITE_ONCE(usable, is_tsc);
	if (!is_tsc)
		return NOTIFY_OK;

	WRITE_ONCE(cycles_per_ns, invert(base->mult, base->shift));
	write_seqcount_latch_begin(&latch.sequence);
	latch.copy[0] = next;
	write_seqcount_latch(&latch.sequence);
	latch.copy[1] = next;
	write_seqcount_latch_end(&latch.sequence);
	if (was_set)
		takt_clock_was_set();
	return NOTIFY_OK;
}

static struct notifier_block follower = { .notifier_call = follow };

int takt_clock_start(void)
{
	int err = pvclock_gtod_register_notifier(&follower);

	if (err || usable)
		return err;
	pvclock_gtod_unregister_notifier(&follower);
	pr_err("takt: Linux's clock is not the TSC (see /sys/devices/system/clocksource/clocksource0/current_clocksource); boot with tsc=reliable if you know better\n");
	return -ENODEV;
}

void takt_clock_stop(void)
{
	pvclock_gtod_unregister_notifier(&follower);
}
