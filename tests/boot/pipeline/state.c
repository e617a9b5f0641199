// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entering, leaving and checking the interrupt states of a CPU.
 */
#include <linux/kernel.h>

#include "state.h"

const char *const irq_state_name[STATES] = {
	[STATE_UNSTALLED] = "unstalled",
	[STATE_STALLED] = "stalled",
	[STATE_HARD_OFF] = "hard-off",
	[STATE_STALLED_HARD_OFF] = "stalled and hard-off",
};

static bool is_stalled(enum irq_state state)
{
	return state == STATE_STALLED || state == STATE_STALLED_HARD_OFF;
}

static bool is_hard_off(enum irq_state state)
{
	return state == STATE_HARD_OFF || state == STATE_STALLED_HARD_OFF;
}

void irq_state_enter(enum irq_state state, struct irq_state_saved *saved)
{
	if (is_stalled(state))
		local_irq_save(saved->linux_flags);
	if (is_hard_off(state))
		hard_local_irq_save(saved->hard_flags);
}

void irq_state_leave(enum irq_state state, const struct irq_state_saved *saved)
{
	if (is_hard_off(state))
		hard_local_irq_restore(saved->hard_flags);
	if (is_stalled(state))
		local_irq_restore(saved->linux_flags);
}

bool irq_state_holds(enum irq_state state)
{
	return irqs_disabled() == is_stalled(state) && hard_irqs_disabled() == is_hard_off(state);
}
