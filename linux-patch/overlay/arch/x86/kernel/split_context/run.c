// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a pass ends: with an RT half on its way to user mode, or with root.
 */
#include <linux/export.h>
#include <linux/kprobes.h>

#include "switch.h"

void split_context_next(struct split_context *next)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	cpu->next = next;
	cpu->decided = true;
	if (next)
		irq_pipeline_timer_hold();
}
EXPORT_SYMBOL_GPL(split_context_next);
NOKPROBE_SYMBOL(split_context_next);

void split_context_switch(struct split_cpu *cpu, struct split_context *next)
{
	split_switch_to(cpu, next, false);
}
NOKPROBE_SYMBOL(split_context_switch);

/* From split_context_park(). */
__visible void split_context_parked(struct split_context *next)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	split_root_leave(cpu);
	split_switch_to(cpu, next, true);
}
NOKPROBE_SYMBOL(split_context_parked);

static __always_inline void leave_root(struct split_cpu *cpu, struct split_context *next)
{
	split_context_park(next, &cpu->root.sp);
	SPLIT_CHECK(this_cpu_read(pcpu_hot.top_of_stack) == cpu->root.top_of_stack);
}

void split_context_run(struct split_context *next)
{
	if (!next)
		return;
	irq_pipeline_timer_hold();
	leave_root(raw_cpu_ptr(&split_cpu), next);
}
EXPORT_SYMBOL_GPL(split_context_run);
NOKPROBE_SYMBOL(split_context_run);

/* The end of an out-of-band interrupt, see irq_pipeline_oob(). */
void split_context_irq_end(void)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);
	struct split_context *next = cpu->next;

	if (!cpu->decided)
		return;
	cpu->decided = false;
	if (!split_context_active()) {
		if (next)
			leave_root(cpu, next);
	} else if (next != split_context_current() || !next || next->deliver) {
		split_context_switch(cpu, next);
	}
}
NOKPROBE_SYMBOL(split_context_irq_end);
