// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trap matrix: every kind of exception, taken in every state of the two
 * interrupt flags, leaves both as they were.
 */
#include <linux/kprobes.h>
#include <linux/nmi.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/apic.h>
#include <asm/asm.h>
#include <asm/nmi.h>

#include "state.h"
#include "suites.h"

#define NOT_CANONICAL	0x8000000000000000UL

static void *unmapped;
static atomic_t nmis;

static void trap_warn(void)
{
	WARN(1, "takt: a warning on purpose\n");
}

static void trap_page_fault(void)
{
	unsigned long unused;

	WARN_ON(!copy_from_kernel_nofault(&unused, unmapped, sizeof(unused)));
}

static void trap_general_protection(void)
{
	int faulted = 1;

	asm volatile("1: movq (%1), %%rax\n\t"
		     "movl $0, %0\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : "+m" (faulted) : "r" (NOT_CANONICAL) : "rax");
	WARN_ON(!faulted);
}

static void trap_nmi(void)
{
	int before = atomic_read(&nmis);

	/* Not send_IPI_self(): in x2APIC mode that sends fixed vectors only. */
	apic->send_IPI(smp_processor_id(), NMI_VECTOR);
	while (atomic_read(&nmis) == before)
		cpu_relax();
}

static noinline __noclone int probed(int x)
{
	asm volatile(".globl takt_probed_here\n"
		     "takt_probed_here: rdtsc" : : : "eax", "edx");
	return x + 1;
}

extern kprobe_opcode_t takt_probed_here[];

static int probe_hits;

static int probe_pre(struct kprobe *p, struct pt_regs *regs)
{
	probe_hits++;
	return 0;
}

static void probe_post(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
	probe_hits++;
}

/* A post handler keeps the probe from being optimised: it steps, by #BP and #DB. */
static struct kprobe probe = {
	.addr = takt_probed_here,
	.pre_handler = probe_pre,
	.post_handler = probe_post,
};

static void trap_kprobe(void)
{
	int before = READ_ONCE(probe_hits);

	probed(0);
	WARN_ON(READ_ONCE(probe_hits) != before + 2);
}

static const struct trap {
	const char *name;
	void (*take)(void);
} traps[] = {
	{ "#UD (WARN)", trap_warn },
	{ "#PF (nofault read)", trap_page_fault },
	{ "#GP (address not canonical)", trap_general_protection },
	{ "NMI", trap_nmi },
	{ "#BP and #DB (kprobe)", trap_kprobe },
};

static void trap_matrix(struct kunit *test)
{
	unsigned int i, state;

	for (i = 0; i < ARRAY_SIZE(traps); i++) {
		for (state = 0; state < STATES; state++) {
			struct irq_state_saved saved;
			bool before, after, left;

			preempt_disable();
			irq_state_enter(state, &saved);
			before = irq_state_holds(state);
			traps[i].take();
			after = irq_state_holds(state);
			irq_state_leave(state, &saved);
			left = irq_state_holds(STATE_UNSTALLED);
			preempt_enable();

			KUNIT_EXPECT_TRUE_MSG(test, before, "%s: not entered", irq_state_name[state]);
			KUNIT_EXPECT_TRUE_MSG(test, after, "%s while %s: flags changed",
					      traps[i].name, irq_state_name[state]);
			KUNIT_EXPECT_TRUE_MSG(test, left, "%s while %s: flags wrong after leaving",
					      traps[i].name, irq_state_name[state]);
		}
	}
}

/* Whose flag a probe on CLI would emulate, the frame does not say. */
static noinline __noclone void has_a_cli(void)
{
	unsigned long flags;

	hard_local_irq_save(flags);
	asm volatile(".globl takt_has_a_cli_here\n"
		     "takt_has_a_cli_here: cli" : : : "memory");
	hard_local_irq_restore(flags);
}
extern kprobe_opcode_t takt_has_a_cli_here[];

static void probing_cli_is_refused(struct kunit *test)
{
	struct kprobe on_cli = { .addr = takt_has_a_cli_here };
	int err = register_kprobe(&on_cli);

	has_a_cli();
	KUNIT_EXPECT_EQ(test, err, -EOPNOTSUPP);
	if (!err)
		unregister_kprobe(&on_cli);
}

static int count_nmi(unsigned int type, struct pt_regs *regs)
{
	atomic_inc(&nmis);
	return NMI_HANDLED;
}

static int traps_init(struct kunit_suite *suite)
{
	int err = -ENOMEM;

	unmapped = vmalloc(PAGE_SIZE);	/* the guard page behind it is not mapped */
	if (!unmapped)
		return err;
	unmapped += PAGE_SIZE;
	err = register_nmi_handler(NMI_LOCAL, count_nmi, NMI_FLAG_FIRST, "takt_test");
	if (err)
		goto no_handler;
	err = register_kprobe(&probe);
	if (err)
		goto no_probe;
	return 0;

no_probe:
	unregister_nmi_handler(NMI_LOCAL, "takt_test");
no_handler:
	vfree(unmapped - PAGE_SIZE);
	return err;
}

static void traps_exit(struct kunit_suite *suite)
{
	unregister_kprobe(&probe);
	unregister_nmi_handler(NMI_LOCAL, "takt_test");
	vfree(unmapped - PAGE_SIZE);
}

static struct kunit_case traps_cases[] = {
	KUNIT_CASE(trap_matrix),
	KUNIT_CASE(probing_cli_is_refused),
	{}
};

struct kunit_suite traps_suite = {
	.name = "takt_pipeline_traps",
	.suite_init = traps_init,
	.suite_exit = traps_exit,
	.test_cases = traps_cases,
};
