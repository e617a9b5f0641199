/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface at which a co-kernel registers with the interrupt pipeline.
 *
 * Terms: out-of-band (oob) is what runs below Linux, in an interrupt that
 * Linux cannot hold off; stalled is a CPU on which Linux has its interrupts
 * disabled.  Linux's own local_irq_*() act on a per-CPU variable and hold off
 * Linux's interrupts only.
 *
 * Rules for an oob handler.  It runs to completion with the CPU's interrupts
 * off, on whatever stack was interrupted, with irqs_disabled() and in_nmi()
 * true, and may have preempted Linux at any instruction.  So: no RCU, no
 * lockdep-tracked lock, no sleeping, no fault, no allocation, no use of
 * `current`; mark it and what it calls `notrace` and NOKPROBE_SYMBOL.  It
 * shares data under hard_spinlock_t only, prints with printk_deferred() or
 * printk() (which defers in NMI context), and asks Linux for work with
 * oob_post().  Its run time is the worst case of every other oob interrupt of
 * the CPU.
 */
#ifndef _LINUX_IRQ_PIPELINE_H
#define _LINUX_IRQ_PIPELINE_H

#include <linux/irq_work.h>
#include <linux/types.h>
#include <linux/hard_spinlock.h>
#include <linux/irq_pipeline_hard.h>

struct pt_regs;

/**
 * typedef oob_handler_t - an out-of-band interrupt
 * @regs: what was interrupted; user_mode(regs) tells user from kernel
 * @arg: as registered
 */
typedef void (*oob_handler_t)(struct pt_regs *regs, void *arg);

/**
 * irq_pipeline_active - does Linux run on the pipeline?
 *
 * False with irq_pipeline=off and on machines without symmetric I/O mode; the
 * kernel log says which.  Every function below then returns -ENODEV.
 * Context: any, after boot.
 */
bool irq_pipeline_active(void);

/**
 * in_oob - is this CPU in an out-of-band handler?
 * Context: any.
 */
bool in_oob(void);

/**
 * oob_synchronize - wait until no CPU runs a handler that was just removed
 * Context: task, may sleep.
 */
void oob_synchronize(void);

/*
 * Inter-processor interrupts
 */

/**
 * oob_ipi_request - claim an out-of-band IPI
 * @handler: runs on the CPU that the IPI is sent to
 * @arg: passed to @handler
 *
 * Context: task.
 * Return: the IPI's number, 0 or more; -EBUSY if all are taken, -ENODEV.
 */
int oob_ipi_request(oob_handler_t handler, void *arg);

/**
 * oob_ipi_free - give an IPI back, wait for handlers that still run
 * Context: task, may sleep.
 */
void oob_ipi_free(int ipi);

/**
 * oob_ipi_send - interrupt a CPU, the calling one included
 * @ipi: as returned by oob_ipi_request()
 * @cpu: an online CPU
 *
 * Sending twice before the handler ran makes it run at least once.
 * Context: any.
 */
void oob_ipi_send(int ipi, unsigned int cpu);

/*
 * The timer, one a CPU, shared with Linux's tick
 */

#define OOB_TIMER_NEVER		U64_MAX

/**
 * oob_clock - the time base of the timer
 *
 * Counts up at oob_clock_khz() on all CPUs alike, never stops or steps.
 * Context: any.
 */
u64 oob_clock(void);
unsigned int oob_clock_khz(void);

/**
 * oob_timer_acquire - take the CPUs' timers, all online and later ones
 * @handler: runs at or after the programmed time, never before, on its CPU
 * @arg: passed to @handler
 *
 * From here on the hardware is armed for the earlier of the oob time and
 * Linux's next event; Linux's event is passed on as its own interrupt.
 * Context: task, may sleep.
 * Return: 0; -EBUSY if taken; -ENODEV without a usable timer or clock, with
 * the reason in the kernel log.
 */
int oob_timer_acquire(oob_handler_t handler, void *arg);

/**
 * oob_timer_release - give the timers back to Linux
 * Context: task, may sleep.
 */
void oob_timer_release(void);

/**
 * oob_timer_program - set the next oob time of this CPU
 * @when: in units of oob_clock(); a past time fires at once; OOB_TIMER_NEVER
 *
 * One shot: the handler sets the next one.
 * Context: any, the CPU's interrupts off; the timer is acquired.
 */
void oob_timer_program(u64 when);

/*
 * Device lines
 */

enum oob_irq_return {
	OOB_IRQ_HANDLED,	/* the line is open again on return */
	OOB_IRQ_MASKED,		/* stays masked until oob_irq_unmask() */
};

/**
 * typedef oob_irq_handler_t - an out-of-band device interrupt
 * @irq: the Linux interrupt number
 * @arg: as registered
 *
 * Edge (MSI, IO-APIC): already acknowledged.  Level: masked and acknowledged.
 * Return: what to do with the line. OOB_IRQ_MASKED is for lines that
 * oob_irq_maskable() accepts.
 */
typedef enum oob_irq_return (*oob_irq_handler_t)(unsigned int irq, void *arg);

/**
 * oob_irq_request - route a device line to an out-of-band handler
 * @irq: a Linux interrupt number that nobody has requested: pdev->irq, or
 *	 pci_irq_vector() after pci_alloc_irq_vectors()
 * @cpu: the CPU that takes it; when that goes offline another one does
 * @handler: runs on @cpu
 * @arg: passed to @handler
 * @name: shown in /proc/interrupts; not copied
 *
 * Context: task, may sleep.
 * Return: 0; -EBUSY if the line is requested or shared; -ENOSPC without a
 * free vector on @cpu; -EINVAL for a line that cannot be routed or a CPU that
 * is not online; -ENODEV.
 */
int oob_irq_request(unsigned int irq, unsigned int cpu, oob_irq_handler_t handler,
		    void *arg, const char *name);

/**
 * oob_irq_free - mask the line, wait for its handler, give it back
 * Context: task, may sleep.
 */
void oob_irq_free(unsigned int irq);

/**
 * oob_irq_maskable - can the line be masked out-of-band?
 *
 * IO-APIC lines can.  MSI cannot: silence the device instead.
 * Context: task; the line is requested.
 */
bool oob_irq_maskable(unsigned int irq);

/**
 * oob_irq_mask, oob_irq_unmask - close and open a line
 *
 * Context: any, the CPU's interrupts off; the line is requested and maskable.
 */
void oob_irq_mask(unsigned int irq);
void oob_irq_unmask(unsigned int irq);

/*
 * From oob to Linux
 */

/**
 * oob_post - run a function in Linux's interrupt context on this CPU
 * @work: set up with init_irq_work(); it is the caller's until it ran
 *
 * Runs as soon as Linux accepts interrupts on this CPU.
 * Context: any, oob above all.
 * Return: false if @work was pending already.
 */
static inline bool oob_post(struct irq_work *work)
{
	return irq_work_queue(work);
}

#endif /* _LINUX_IRQ_PIPELINE_H */
