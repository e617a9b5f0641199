// SPDX-License-Identifier: GPL-2.0-only
/*
 * An edge-triggered IO-APIC line: the second serial port, whose "transmitter
 * empty" interrupt rises whenever it is switched on.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/serial_reg.h>

#include "state.h"
#include "suites.h"

#define UART_PORT	0x2f8
#define UART_IRQ	3
#define ROUNDS		400
#define SETTLE_NS	(50 * 1000)

static u64 uart_count;
static u64 uart_unexpected;

static void uart_quiet(void)
{
	outb(0, UART_PORT + UART_IER);
	inb(UART_PORT + UART_IIR);
}

static void uart_raise(void)
{
	outb(UART_IER_THRI, UART_PORT + UART_IER);
}

static enum oob_irq_return notrace uart_oob(unsigned int irq, void *arg)
{
	if (!in_oob() || !hard_irqs_disabled())
		uart_unexpected++;
	uart_count++;
	uart_quiet();
	return OOB_IRQ_HANDLED;
}
NOKPROBE_SYMBOL(uart_oob);

static irqreturn_t uart_linux(int irq, void *arg)
{
	if (in_oob() || !in_hardirq())
		uart_unexpected++;
	uart_count++;
	uart_quiet();
	return IRQ_HANDLED;
}

static void uart_rounds(struct kunit *test, bool oob)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		enum irq_state state = round % STATES;
		bool open = state == STATE_UNSTALLED || (oob && state == STATE_STALLED);
		struct irq_state_saved saved;
		u64 before = uart_count, inside;

		preempt_disable();
		irq_state_enter(state, &saved);
		uart_raise();
		if (open)
			wait_until(&uart_count, before + 1);
		spin_ns(SETTLE_NS);
		inside = uart_count - before;
		irq_state_leave(state, &saved);
		wait_until(&uart_count, before + 1);
		preempt_enable();

		KUNIT_ASSERT_EQ_MSG(test, inside, open ? 1ULL : 0ULL, "round %u, %s", round, irq_state_name[state]);
		KUNIT_ASSERT_EQ_MSG(test, uart_count - before, 1ULL, "round %u, %s", round, irq_state_name[state]);
	}
	KUNIT_EXPECT_EQ(test, uart_unexpected, 0ULL);
}

static int uart_init(struct kunit *test)
{
	outb(0x5a, UART_PORT + UART_SCR);
	if (inb(UART_PORT + UART_SCR) != 0x5a)
		kunit_skip(test, "no second serial port");
	outb(0, UART_PORT + UART_LCR);
	outb(UART_MCR_OUT2, UART_PORT + UART_MCR);
	uart_quiet();
	uart_count = 0;
	uart_unexpected = 0;
	set_cpus_allowed_ptr(current, cpumask_of(0));
	return 0;
}

static void uart_exit(struct kunit *test)
{
	uart_quiet();
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

static void edge_in_linux(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_irq(UART_IRQ, uart_linux, IRQF_NOBALANCING, "takt_uart", NULL), 0);
	irq_set_affinity(UART_IRQ, cpumask_of(0));
	uart_raise();
	msleep(20);
	uart_raise();
	msleep(20);
	uart_rounds(test, false);
	free_irq(UART_IRQ, NULL);
}

static void edge_out_of_band(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, oob_irq_request(UART_IRQ, 0, uart_oob, NULL, "takt_uart"), 0);
	uart_rounds(test, true);
	oob_irq_free(UART_IRQ);
}

static struct kunit_case uart_cases[] = {
	KUNIT_CASE(edge_in_linux),
	KUNIT_CASE(edge_out_of_band),
	{}
};

struct kunit_suite uart_suite = {
	.name = "takt_pipeline_uart",
	.init = uart_init,
	.exit = uart_exit,
	.test_cases = uart_cases,
};
