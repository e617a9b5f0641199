// SPDX-License-Identifier: GPL-2.0-only
/* The invariants that are more than one comparison. */
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "switch.h"

void split_check_failed(const char *what)
{
	panic("split_context: broken invariant: %s", what);
}
NOKPROBE_SYMBOL(split_check_failed);

static bool hard_off(void)
{
	return !(native_save_fl() & X86_EFLAGS_IF);
}

/* At the end of P3: nobody's user context is on this CPU. */
void split_check_root_left(struct split_cpu *cpu)
{
	SPLIT_CHECK(hard_off());
	SPLIT_CHECK(!irq_pipeline_vif());
	SPLIT_CHECK(!split_context_current());
	SPLIT_CHECK(!cpu->mm);
	cpu->root.task = current;
	cpu->root.preempt_count = preempt_count();
}
NOKPROBE_SYMBOL(split_check_root_left);

/* At the end of P4: the hardware is as root left it, and nothing else was touched. */
void split_check_root_resumed(struct split_cpu *cpu)
{
	struct split_root *root = &cpu->root;
	struct split_segments now;

	SPLIT_CHECK(hard_off());
	SPLIT_CHECK(!irq_pipeline_vif());
	SPLIT_CHECK(!split_context_current());
	SPLIT_CHECK(!cpu->mm);
	SPLIT_CHECK(current == root->task);
	SPLIT_CHECK(preempt_count() == root->preempt_count);
	SPLIT_CHECK(__native_read_cr3() == root->cr3);
	SPLIT_CHECK(native_read_cr4() == root->cr4);
	SPLIT_CHECK(read_cr8() == root->cr8);
	split_segments_save(&now);
	SPLIT_CHECK(now.fsbase == root->segments.fsbase);
	SPLIT_CHECK(now.gsbase == root->segments.gsbase);
	SPLIT_CHECK(now.selectors == root->segments.selectors);
}
NOKPROBE_SYMBOL(split_check_root_resumed);

/* What enters from an RT half finds Linux parked as it was, and its interrupts behind the fence. */
void split_check_entry(const struct split_cpu *cpu, struct pt_regs *regs)
{
	SPLIT_CHECK(hard_off());
	SPLIT_CHECK(!irq_pipeline_vif());
	SPLIT_CHECK(read_cr8() == IRQ_PIPELINE_CR8_FENCE);
	SPLIT_CHECK(current == cpu->root.task);
	SPLIT_CHECK(preempt_count() == cpu->root.preempt_count);
	if (!user_mode(regs))
		return;
	SPLIT_CHECK(split_context_current());
	SPLIT_CHECK(regs == &split_context_current()->regs);
	SPLIT_CHECK(split_context_current()->owner == raw_smp_processor_id() + 1);
	SPLIT_CHECK(cpu->mm == split_context_current()->mm);
}
NOKPROBE_SYMBOL(split_check_entry);

/* Linux has given its registers away: it must not think that a CPU has them still. */
void split_check_loading(struct split_context *sc)
{
	SPLIT_CHECK(!split_context_current());
	SPLIT_CHECK(sc->owner == 0);
	SPLIT_CHECK(test_tsk_thread_flag(sc->task, TIF_NEED_FPU_LOAD));
	SPLIT_CHECK(sc->task->thread.fpu.last_cpu == -1);
	SPLIT_CHECK(user_mode(&sc->regs));
	SPLIT_CHECK(sc->regs.flags & X86_EFLAGS_IF);
}
NOKPROBE_SYMBOL(split_check_loading);

noinstr void __split_check_choked(void)
{
	instrumentation_begin();
	split_check_failed("an RT half goes on into Linux");
	instrumentation_end();
}

/*
 * Linux on its way to user mode: for no RT half, its flag set, and nothing of
 * its own waiting behind the fence.
 */
noinstr void __split_check_exit_to_user(void)
{
	const char *broken = NULL;

	if (raw_cpu_read(split_context_here))
		broken = "Linux returns to user mode for an RT half";
	else if (!irq_pipeline_vif())
		broken = "user mode with Linux's interrupts off";
	else if (irq_pipeline_slow() & IRQ_PIPELINE_SLOW_FENCED ||
		 read_cr8() != IRQ_PIPELINE_CR8_OPEN)
		broken = "user mode with the fence up";
	if (likely(!broken))
		return;
	instrumentation_begin();
	split_check_failed(broken);
	instrumentation_end();
}
