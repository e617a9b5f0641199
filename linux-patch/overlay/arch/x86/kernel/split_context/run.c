// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a pass ends: with an RT half on its way to user mode, or with root.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kprobes.h>

#include "switch.h"

/* Room between the user frame and the first frame of a pass that starts in root. */
#define PARKED_GAP	64

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

/* Does not return.  From root, nobody is loaded. */
static __always_inline void switch_to(struct split_cpu *cpu, struct split_context *next, bool from_root)
{
	for (; next; from_root = false) {
		struct pt_regs *frame = split_frame(cpu);

		if (from_root || next != split_context_current()) {
			split_context_load(cpu, next);
			if (likely(!next->deliver))
				frame = &next->regs;	/* to user mode from there: no copy */
			else
				*frame = next->regs;
		}
		if (likely(!next->deliver)) {
			split_context_to_user(frame);
			BUG();
		}
		next->deliver = false;
		next = split_ops->loaded(next);
	}
	split_root_resume(cpu);
	split_context_unpark(cpu->root.sp);
	BUG();
}

void split_context_switch(struct split_cpu *cpu, struct split_context *next)
{
	switch_to(cpu, next, false);
}
NOKPROBE_SYMBOL(split_context_switch);

/* From split_context_park(), on the out-of-band stack. */
__visible void split_context_parked(struct split_context *next)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	split_root_leave(cpu);
	switch_to(cpu, next, true);
}
NOKPROBE_SYMBOL(split_context_parked);

static __always_inline void leave_root(struct split_cpu *cpu, struct split_context *next)
{
	split_context_park(&cpu->root.sp,
			   cpu->stack_top - sizeof(struct pt_regs) - PARKED_GAP, next);
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
