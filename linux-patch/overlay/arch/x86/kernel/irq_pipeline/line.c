// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out-of-band device lines.
 *
 * A line is requested from Linux as usual, which sets it up and keeps others
 * off.  Then its irq_cfg, from which the interrupt chips above the vector
 * domain compose what they write into the MSI message, the IO-APIC entry or
 * the remapping table entry, is pointed at an out-of-band vector, and the chip
 * is made to write it by its own affinity callback.  The vector that Linux
 * allocated stays allocated and silent.
 */
#define pr_fmt(fmt) "irq_pipeline: " fmt

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>

#include <asm/apic.h>
#include <asm/hw_irq.h>
#include <asm/irq_pipeline_line.h>

#include "internal.h"

#define OOB_LINES	64

/* No CPU comes or goes while a line is requested or freed. */
DEFINE_LOCK_GUARD_0(oob_cpus_read_lock, cpus_read_lock(), cpus_read_unlock())

struct oob_line {
	unsigned int		irq;
	unsigned int		cpu;
	unsigned int		slot;
	bool			used;		/* under line_mutex */
	bool			routed;		/* Linux must not move it */
	bool			level;
	bool			maskable;
	struct irq_data		*data;
	oob_irq_handler_t	handler;
	void			*arg;
};

static struct oob_line lines[OOB_LINES];
static DEFINE_MUTEX(line_mutex);
static int line_hp = -1;

/* Which line each vector of a CPU belongs to; read with IF off. */
static DEFINE_PER_CPU(struct oob_line *[OOB_LINE_VECTORS], line_of);

DEFINE_HARD_SPINLOCK(irq_pipeline_ioapic_lock);

bool irq_pipeline_owns_line(unsigned int irq)
{
	unsigned int i;

	for (i = 0; i < OOB_LINES; i++)
		if (READ_ONCE(lines[i].routed) && lines[i].irq == irq)
			return true;
	return false;
}

static struct oob_line *notrace line_find(unsigned int irq)
{
	unsigned int i;

	for (i = 0; i < OOB_LINES; i++)
		if (lines[i].used && lines[i].irq == irq)
			return &lines[i];
	return NULL;
}
NOKPROBE_SYMBOL(line_find);

/*
 * A level line is masked before the acknowledge: the IO-APIC would send it
 * again at once, for as long as the handler has not silenced the device.
 */
void notrace oob_line_interrupt(struct pt_regs *regs, unsigned int slot)
{
	struct oob_line *line = raw_cpu_read(line_of[slot]);

	raw_cpu_inc(irq_pipeline_stats.oob_line);
	if (unlikely(!line)) {
		raw_cpu_inc(irq_pipeline_stats.stray);
		apic_eoi();
		return;
	}
	if (!line->level) {
		apic_eoi();
		if (line->handler(line->irq, line->arg) == OOB_IRQ_MASKED && line->maskable)
			irq_pipeline_ioapic_mask(line->data, true);
		return;
	}

	irq_pipeline_ioapic_mask(line->data, true);
	apic_eoi();
	if (irq_remapping_enabled)
		irq_pipeline_ioapic_eoi(line->data);
	if (line->handler(line->irq, line->arg) == OOB_IRQ_HANDLED)
		irq_pipeline_ioapic_mask(line->data, false);
}
NOKPROBE_SYMBOL(oob_line_interrupt);

void notrace oob_irq_mask(unsigned int irq)
{
	struct oob_line *line = line_find(irq);

	if (line && line->maskable)
		irq_pipeline_ioapic_mask(line->data, true);
}
EXPORT_SYMBOL_GPL(oob_irq_mask);
NOKPROBE_SYMBOL(oob_irq_mask);

void notrace oob_irq_unmask(unsigned int irq)
{
	struct oob_line *line = line_find(irq);

	if (line && line->maskable)
		irq_pipeline_ioapic_mask(line->data, false);
}
EXPORT_SYMBOL_GPL(oob_irq_unmask);
NOKPROBE_SYMBOL(oob_irq_unmask);

bool oob_irq_maskable(unsigned int irq)
{
	struct oob_line *line = line_find(irq);

	return line && line->maskable;
}
EXPORT_SYMBOL_GPL(oob_irq_maskable);

static int slot_alloc(unsigned int cpu)
{
	unsigned int slot;

	for (slot = 0; slot < OOB_LINE_VECTORS; slot++)
		if (!per_cpu(line_of[slot], cpu))
			return slot;
	return -ENOSPC;
}

/* Point the line at an out-of-band vector and have its chip write that. */
static int line_route(struct oob_line *line, unsigned int cpu)
{
	struct irq_data *data = line->data;
	struct irq_desc *desc = irq_data_to_desc(data);
	struct irq_cfg *cfg = irqd_cfg(data);
	int err, slot = slot_alloc(cpu);
	unsigned long flags;

	if (slot < 0)
		return slot;

	per_cpu(line_of[slot], cpu) = line;
	line->cpu = cpu;
	line->slot = slot;
	WRITE_ONCE(line->routed, true);

	raw_spin_lock_irqsave(&desc->lock, flags);
	cfg->vector = OOB_LINE_VECTOR + slot;
	cfg->dest_apicid = apic->calc_dest_apicid(cpu);
	err = data->chip->irq_set_affinity(data, cpu_online_mask, true);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return err < 0 ? err : 0;
}

/* Linux's own handler of the line: only reached if the routing is broken. */
static irqreturn_t line_not_oob(int irq, void *line)
{
	pr_err_ratelimited("irq %d arrived in Linux although it is out-of-band\n", irq);
	return IRQ_NONE;
}

/* The CPU goes: its lines move to the next one that has a vector free. */
static int line_cpu_offline(unsigned int dying)
{
	unsigned int i, cpu;

	guard(mutex)(&line_mutex);
	for (i = 0; i < OOB_LINES; i++) {
		struct oob_line *line = &lines[i];
		unsigned int old_slot = line->slot;
		bool moved = false;

		if (!line->routed || line->cpu != dying)
			continue;
		for_each_online_cpu(cpu) {
			if (cpu == dying || slot_alloc(cpu) < 0)
				continue;
			moved = !line_route(line, cpu);
			break;
		}
		/* What is on its way to the old vector still finds its handler. */
		oob_synchronize();
		per_cpu(line_of[old_slot], dying) = NULL;
		if (moved)
			pr_warn("irq %u moves from CPU %u, which goes offline, to CPU %u\n",
				line->irq, dying, line->cpu);
		else
			pr_err("irq %u is lost: CPU %u goes offline and no other has an out-of-band vector free\n",
			       line->irq, dying);
	}
	return 0;
}

static void line_teardown(struct oob_line *line)
{
	disable_irq(line->irq);
	oob_synchronize();
	per_cpu(line_of[line->slot], line->cpu) = NULL;
	oob_synchronize();
	WRITE_ONCE(line->routed, false);
	free_irq(line->irq, line);
	line->used = false;
}

static int line_setup(struct oob_line *line, unsigned int cpu, const char *name)
{
	int err;

	err = request_irq(line->irq, line_not_oob, IRQF_NO_AUTOEN | IRQF_NO_THREAD, name, line);
	if (err)
		return err;

	line->data = irq_get_irq_data(line->irq);
	if (!irqd_cfg(line->data) || irqd_affinity_is_managed(line->data) ||
	    !line->data->chip->irq_set_affinity) {
		pr_err("irq %u (%s) cannot be routed: %s\n", line->irq, name,
		       irqd_cfg(line->data) ? "its affinity is managed by the driver core" :
					      "it does not come through the local APIC's vectors");
		free_irq(line->irq, line);
		return -EINVAL;
	}
	line->level = irqd_is_level_type(line->data);
	line->maskable = irq_pipeline_is_ioapic(line->data);

	err = line_route(line, cpu);
	if (err) {
		WRITE_ONCE(line->routed, false);
		free_irq(line->irq, line);
		return err;
	}
	enable_irq(line->irq);
	return 0;
}

int oob_irq_request(unsigned int irq, unsigned int cpu, oob_irq_handler_t handler,
		    void *arg, const char *name)
{
	struct oob_line *line = NULL;
	unsigned int i;
	int err;

	if (!irq_pipeline_active())
		return -ENODEV;

	guard(oob_cpus_read_lock)();
	if (!cpu_online(cpu))
		return -EINVAL;

	guard(mutex)(&line_mutex);
	if (line_hp < 0) {
		err = cpuhp_setup_state_nocalls_cpuslocked(CPUHP_AP_ONLINE_DYN,
							   "irq_pipeline/line:online",
							   NULL, line_cpu_offline);
		if (err < 0)
			return err;
		line_hp = err;
	}
	for (i = 0; i < OOB_LINES; i++) {
		if (!lines[i].used) {
			line = &lines[i];
			break;
		}
	}
	if (!line)
		return -ENOSPC;

	*line = (struct oob_line) { .irq = irq, .handler = handler, .arg = arg };
	err = line_setup(line, cpu, name);
	line->used = !err;
	return err;
}
EXPORT_SYMBOL_GPL(oob_irq_request);

void oob_irq_free(unsigned int irq)
{
	struct oob_line *line;

	guard(oob_cpus_read_lock)();
	guard(mutex)(&line_mutex);
	line = line_find(irq);
	if (!WARN_ON(!line))
		line_teardown(line);
}
EXPORT_SYMBOL_GPL(oob_irq_free);
