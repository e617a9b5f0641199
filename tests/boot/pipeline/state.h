/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two interrupt flags of a CPU as the tests see them, and ways to put a
 * CPU into each of their states.
 */
#ifndef TAKT_PIPELINE_STATE_H
#define TAKT_PIPELINE_STATE_H

#include <linux/irq_pipeline.h>
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/types.h>

#include <vdso/processor.h>

enum irq_state {
	STATE_UNSTALLED,
	STATE_STALLED,
	STATE_HARD_OFF,
	STATE_STALLED_HARD_OFF,
	STATES,
};

extern const char *const irq_state_name[STATES];

struct irq_state_saved {
	unsigned long linux_flags;
	unsigned long hard_flags;
};

/* Context: task, preemption disabled. */
void irq_state_enter(enum irq_state state, struct irq_state_saved *saved);
void irq_state_leave(enum irq_state state, const struct irq_state_saved *saved);

/* Do both flags say what @state means?  Context: any. */
bool irq_state_holds(enum irq_state state);

static inline u64 oob_ns(u64 cycles)
{
	return div_u64(cycles * 1000000ULL, oob_clock_khz());
}

static inline u64 oob_cycles(u64 ns)
{
	return div_u64(ns * oob_clock_khz(), 1000000);
}

/* Busy-wait.  Context: any. */
static inline void spin_ns(u64 ns)
{
	u64 end = oob_clock() + oob_cycles(ns);

	while (oob_clock() < end)
		cpu_relax();
}

/*
 * Busy-wait until *counter reaches value, a second at most: where time is not
 * an instruction count, the machine itself may stop for a while.
 */
static inline bool wait_until(const u64 *counter, u64 value)
{
	u64 end = oob_clock() + oob_cycles(1000000000);

	while (READ_ONCE(*counter) < value && oob_clock() < end)
		cpu_relax();
	return READ_ONCE(*counter) >= value;
}

#endif
