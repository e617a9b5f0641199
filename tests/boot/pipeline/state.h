/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two interrupt flags of a CPU as the tests see them, and ways to put a
 * CPU into each of their states.
 */
#ifndef TAKT_PIPELINE_STATE_H
#define TAKT_PIPELINE_STATE_H

#include <linux/irq_pipeline.h>
#include <linux/irqflags.h>
#include <linux/types.h>

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

/* Busy-wait.  Context: any. */
void spin_ns(u64 ns);

static inline u64 oob_ns(u64 cycles)
{
	return div_u64(cycles * 1000000ULL, oob_clock_khz());
}

static inline u64 oob_cycles(u64 ns)
{
	return div_u64(ns * oob_clock_khz(), 1000000);
}

#endif
