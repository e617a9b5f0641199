// SPDX-License-Identifier: GPL-2.0-only
/*
 * NMIs to all CPUs at random instants, from a clock that nothing in Linux or
 * below it has a part in: the PIT, whose line the IO-APIC delivers as an NMI.
 * Linux must not use the PIT (hpet=disable: the HPET would replace it, and a
 * local APIC timer).  /sys/kernel/debug/takt_nmi shows what they interrupted.
 *
 * Every NMI is taken as this module's: one that nobody sent goes unnoticed.
 */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/i8253.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/stop_machine.h>

#include <asm/nmi.h>

#ifdef CONFIG_IRQ_PIPELINE
#include <linux/irq_pipeline.h>
#include <asm/irq_pipeline_entry.h>
#endif

static unsigned int min_us = 20;
module_param(min_us, uint, 0444);
MODULE_PARM_DESC(min_us, "shortest distance of two NMIs in us");
static unsigned int max_us = 200;
module_param(max_us, uint, 0444);
MODULE_PARM_DESC(max_us, "longest distance of two NMIs in us, at most 50000");
static unsigned long seed = 1;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "of the random distances");

/* The IO-APIC as firmware places it, and the pin that the PIT is wired to (ACPI: IRQ 0 is GSI 2). */
#define IOAPIC_BASE		0xfec00000
#define IOAPIC_DATA		0x10
#define IOAPIC_ENTRY(pin)	(0x10 + 2 * (pin))
#define PIT_PIN			2
#define ENTRY_LOW_NMI		0x400		/* edge, physical destination, open */
#define ENTRY_HIGH_ALL		0xff000000

#define PIT_ONE_SHOT		0x30		/* counter 0, both bytes, an edge at its end */

enum interrupted {
	IN_USER,
	IN_UNSTALLED,
	IN_STALLED,
	IN_HARD_OFF,
	IN_OOB,
	IN_RT_USER,
	PLACES,
};

static const char *const place_name[PLACES] = {
	[IN_USER] = "user",
	[IN_UNSTALLED] = "unstalled",
	[IN_STALLED] = "stalled",
	[IN_HARD_OFF] = "hard_off",
	[IN_OOB] = "oob",
	[IN_RT_USER] = "rt_user",
};

static DEFINE_PER_CPU(u64[PLACES], nmis);
static void __iomem *ioapic;
static u32 old_low, old_high;
static unsigned int clock_cpu;
static struct rnd_state random_state;
static struct dentry *file;

static enum interrupted place_of(struct pt_regs *regs)
{
#ifdef CONFIG_IRQ_PIPELINE
	/* Oob and in user mode: an RT half. */
	if (in_oob())
		return user_mode(regs) ? IN_RT_USER : IN_OOB;
#endif
	if (user_mode(regs))
		return IN_USER;
#ifdef CONFIG_IRQ_PIPELINE
	if (regs->flags & IRQ_PIPELINE_FRAME_HARD_OFF)
		return IN_HARD_OFF;
#endif
	return regs->flags & X86_EFLAGS_IF ? IN_UNSTALLED : IN_STALLED;
}

static void pit_arm(void)
{
	u32 distance = min_us + prandom_u32_state(&random_state) % (max_us - min_us + 1);
	u32 count = (u64)distance * PIT_TICK_RATE / 1000000;

	outb(PIT_ONE_SHOT, PIT_MODE);
	outb(count & 0xff, PIT_CH0);
	outb(count >> 8, PIT_CH0);
}

static int nmi_arrived(unsigned int type, struct pt_regs *regs)
{
	raw_cpu_inc(nmis[place_of(regs)]);
	if (raw_smp_processor_id() == clock_cpu)
		pit_arm();
	return NMI_HANDLED;
}
NOKPROBE_SYMBOL(nmi_arrived);

static u32 ioapic_read(unsigned int reg)
{
	writel(reg, ioapic);
	return readl(ioapic + IOAPIC_DATA);
}

static void ioapic_write(unsigned int reg, u32 value)
{
	writel(reg, ioapic);
	writel(value, ioapic + IOAPIC_DATA);
}

/* All other CPUs wait, so nobody else uses the IO-APIC's index register. */
static int nmis_start(void *unused)
{
	old_low = ioapic_read(IOAPIC_ENTRY(PIT_PIN));
	old_high = ioapic_read(IOAPIC_ENTRY(PIT_PIN) + 1);
	ioapic_write(IOAPIC_ENTRY(PIT_PIN) + 1, ENTRY_HIGH_ALL);
	ioapic_write(IOAPIC_ENTRY(PIT_PIN), ENTRY_LOW_NMI);
	clock_cpu = raw_smp_processor_id();
	pit_arm();
	return 0;
}

static int nmis_stop(void *unused)
{
	ioapic_write(IOAPIC_ENTRY(PIT_PIN), old_low);
	ioapic_write(IOAPIC_ENTRY(PIT_PIN) + 1, old_high);
	return 0;
}

static int nmis_show(struct seq_file *m, void *v)
{
	int cpu, place;

	for_each_online_cpu(cpu) {
		seq_printf(m, "cpu %d", cpu);
		for (place = 0; place < PLACES; place++)
			seq_printf(m, " %s %llu", place_name[place], per_cpu(nmis, cpu)[place]);
		seq_putc(m, '\n');
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(nmis);

static int __init nmi_source_init(void)
{
	int err;

	if (!min_us || min_us > max_us || max_us > 50000) {
		pr_err("takt_nmi_source: min_us=%u max_us=%u: give 0 < min_us <= max_us <= 50000\n", min_us, max_us);
		return -EINVAL;
	}
	ioapic = ioremap(IOAPIC_BASE, PAGE_SIZE);
	if (!ioapic)
		return -ENOMEM;
	prandom_seed_state(&random_state, seed);
	err = register_nmi_handler(NMI_LOCAL, nmi_arrived, 0, "takt_nmi_source");
	if (err) {
		iounmap(ioapic);
		return err;
	}
	file = debugfs_create_file("takt_nmi", 0444, NULL, NULL, &nmis_fops);
	stop_machine(nmis_start, NULL, NULL);
	return 0;
}
module_init(nmi_source_init);

static void __exit nmi_source_exit(void)
{
	debugfs_remove(file);
	stop_machine(nmis_stop, NULL, NULL);
	/* One may be on its way. */
	msleep(1 + max_us / 1000);
	unregister_nmi_handler(NMI_LOCAL, "takt_nmi_source");
	iounmap(ioapic);
}
module_exit(nmi_source_exit);

MODULE_DESCRIPTION("NMIs at random instants, from the PIT");
MODULE_LICENSE("GPL");
