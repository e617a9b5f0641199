// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out-of-band inter-processor interrupts.
 */
#include <linux/kprobes.h>
#include <linux/mutex.h>

#include <asm/apic.h>

#include "internal.h"

struct oob_ipi {
	oob_handler_t	handler;
	void		*arg;
};

static struct oob_ipi ipis[OOB_IPI_VECTORS];
static DEFINE_MUTEX(ipi_mutex);

void notrace oob_ipi_interrupt(struct pt_regs *regs, unsigned int ipi)
{
	oob_handler_t handler;

	apic_eoi();
	raw_cpu_inc(irq_pipeline_stats.oob_ipi);
	/* Pairs with the release in oob_ipi_request(). */
	handler = smp_load_acquire(&ipis[ipi].handler);
	if (handler)
		handler(regs, ipis[ipi].arg);
	else
		raw_cpu_inc(irq_pipeline_stats.stray);
}
NOKPROBE_SYMBOL(oob_ipi_interrupt);

int oob_ipi_request(oob_handler_t handler, void *arg)
{
	int ipi;

	if (!irq_pipeline_active())
		return -ENODEV;

	guard(mutex)(&ipi_mutex);
	for (ipi = 0; ipi < OOB_IPI_VECTORS; ipi++) {
		if (ipis[ipi].handler)
			continue;
		ipis[ipi].arg = arg;
		/* An IPI that finds the handler finds its argument */
		smp_store_release(&ipis[ipi].handler, handler);
		return ipi;
	}
	return -EBUSY;
}
EXPORT_SYMBOL_GPL(oob_ipi_request);

void oob_ipi_free(int ipi)
{
	guard(mutex)(&ipi_mutex);
	WRITE_ONCE(ipis[ipi].handler, NULL);
	oob_synchronize();
}
EXPORT_SYMBOL_GPL(oob_ipi_free);

void notrace oob_ipi_send(int ipi, unsigned int cpu)
{
	__apic_send_IPI(cpu, OOB_IPI_VECTOR + ipi);
}
EXPORT_SYMBOL_GPL(oob_ipi_send);
NOKPROBE_SYMBOL(oob_ipi_send);
