// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual interrupt flag: arming it at boot, what setting it does when
 * something waits, and where Linux interrupts go that hit it cleared.
 */
#define pr_fmt(fmt) "irq_pipeline: " fmt

#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/string.h>

#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <asm/io_apic.h>

#include "internal.h"

DEFINE_PER_CPU_ALIGNED(struct irq_pipeline_cpu, irq_pipeline_cpu) = {
	.slow = IRQ_PIPELINE_SLOW_ANY | IRQ_PIPELINE_SLOW_HARDOFF,
};
EXPORT_PER_CPU_SYMBOL(irq_pipeline_cpu);
static_assert(offsetof(struct irq_pipeline_cpu, vif) == 0);
static_assert(offsetof(struct irq_pipeline_cpu, slow) == 3);
static_assert(sizeof(struct irq_pipeline_cpu) == 4);

DEFINE_PER_CPU(struct irq_pipeline_stats, irq_pipeline_stats);

static bool armed __ro_after_init;
static bool level_needs_retrigger __ro_after_init;
static bool wanted __initdata = true;
static unsigned long arm_flags __initdata;

static int __init irq_pipeline_param(char *arg)
{
	if (!arg)
		return -EINVAL;
	if (!strcmp(arg, "off"))
		wanted = false;
	else if (strcmp(arg, "on"))
		pr_warn("irq_pipeline=%s is neither on nor off, ignored\n", arg);
	return 0;
}
early_param("irq_pipeline", irq_pipeline_param);

/* Without an IO-APIC the 8259 interrupts the CPU directly, past the fence. */
void __init irq_pipeline_setup(bool symmetric_io)
{
	if (!wanted)
		pr_info("off by the command line\n");
	else if (!symmetric_io || ioapic_is_disabled || !nr_ioapics)
		pr_err("off: the local APIC is not in symmetric I/O mode (booted with noapic, nolapic or without an IO-APIC?)\n");
	else
		setup_force_cpu_cap(X86_FEATURE_IRQ_PIPELINE);
}

/*
 * While the disables are rewritten one by one, the CPU's IF must stay off: the
 * patching code holds interrupts off with one of them.
 */
void __init irq_pipeline_arm_begin(void)
{
	local_irq_save(arm_flags);
}

void __init irq_pipeline_arm_end(void)
{
	if (boot_cpu_has(X86_FEATURE_IRQ_PIPELINE)) {
		level_needs_retrigger = irq_remapping_enabled;
		armed = true;
		pr_info("armed\n");
	}
	local_irq_restore(arm_flags);
}

bool irq_pipeline_active(void)
{
	return armed;
}
EXPORT_SYMBOL_GPL(irq_pipeline_active);

/* vif was set while slow != 0: undo what holds Linux's interrupts off. */
noinstr void irq_pipeline_unstall(void)
{
	unsigned long flags = native_local_irq_save();

	irq_pipeline_open();
	if (irq_pipeline_slow() & IRQ_PIPELINE_SLOW_HARDOFF) {
		if (armed)
			irq_pipeline_set_slow(0);
		flags = X86_EFLAGS_IF;
	}
	native_local_irq_restore(flags);
}

/*
 * CLI as it used to be, until Linux's next local_irq_enable().  The fence is
 * opened: what comes next (another kernel, firmware, this CPU after a
 * hot-unplug) expects the local APIC as Linux sets it up.
 */
noinstr void irq_pipeline_hard_disable(void)
{
	native_irq_disable();
	irq_pipeline_open();
	irq_pipeline_set_slow(irq_pipeline_slow() |
			      IRQ_PIPELINE_SLOW_ANY | IRQ_PIPELINE_SLOW_HARDOFF);
}
EXPORT_SYMBOL_GPL(irq_pipeline_hard_disable);

/*
 * A Linux vector hit a stalled CPU: raise the fence and make the vector
 * pending behind it.  Linux vectors that follow stay in the IRR by themselves,
 * so this happens at most once in a stalled section.
 */
noinstr void irq_pipeline_bounce(u8 vector)
{
	u32 bit = 1U << (vector & 31);
	u32 reg = (vector & ~31U) >> 1;
	bool level;

	irq_pipeline_set_slow(irq_pipeline_slow() |
			      IRQ_PIPELINE_SLOW_ANY | IRQ_PIPELINE_SLOW_FENCED);
	asm volatile("mov %0, %%cr8" : : "r" (1UL * IRQ_PIPELINE_CR8_FENCE) : "memory");
	raw_cpu_inc(irq_pipeline_stats.bounced);

	instrumentation_begin();
	level = apic_read(APIC_TMR + reg) & bit;
	apic_eoi();
	if (level)
		raw_cpu_inc(irq_pipeline_stats.bounced_level);
	/*
	 * The IO-APIC sends a level interrupt again for as long as the line is
	 * up.  Not so behind interrupt remapping: its entry holds the pin, so
	 * that the broadcast of the EOI does not match it.
	 */
	if (!level || level_needs_retrigger)
		__apic_send_IPI_self(vector);
	instrumentation_end();
}
