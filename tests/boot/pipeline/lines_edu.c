// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device lines by MSI and by a level-triggered INTx pin, with QEMU's `edu`
 * device as the source: a write to one register raises its interrupt, a write
 * to another one acknowledges it.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kprobes.h>
#include <linux/pci.h>
#include <linux/smp.h>

#include "state.h"
#include "suites.h"

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8
#define EDU_STATUS	0x24
#define EDU_RAISE	0x60
#define EDU_ACK		0x64

#define ROUNDS		1000
#define SETTLE_NS	(50 * 1000)

struct edu {
	struct pci_dev *pdev;
	void __iomem *regs;
	int irq;
	u64 count;
	u64 unexpected;		/* handler ran in the wrong context */
	bool keep_masked;
	bool linux_owner;
};

static struct edu edu;

static void edu_raise(void)
{
	writel(1, edu.regs + EDU_RAISE);
}

static enum oob_irq_return notrace edu_oob(unsigned int irq, void *arg)
{
	if (!in_oob() || !hard_irqs_disabled() || !irqs_disabled() || irq != edu.irq)
		edu.unexpected++;
	writel(readl(edu.regs + EDU_STATUS), edu.regs + EDU_ACK);
	/* Last: who counts on it, on another CPU, raises the next one. */
	edu.count++;
	return edu.keep_masked ? OOB_IRQ_MASKED : OOB_IRQ_HANDLED;
}
NOKPROBE_SYMBOL(edu_oob);

static irqreturn_t edu_linux(int irq, void *arg)
{
	u32 status = readl(edu.regs + EDU_STATUS);

	if (!status)
		return IRQ_NONE;
	if (in_oob() || !in_hardirq())
		edu.unexpected++;
	writel(status, edu.regs + EDU_ACK);
	edu.count++;
	return IRQ_HANDLED;
}

static int edu_find(struct kunit *test)
{
	struct pci_dev *pdev = pci_get_device(EDU_VENDOR, EDU_DEVICE, NULL);

	memset(&edu, 0, sizeof(edu));
	if (!pdev)
		kunit_skip(test, "no edu device");
	edu.pdev = pdev;
	if (pci_enable_device(pdev) || pci_request_regions(pdev, "takt_edu"))
		return -EBUSY;
	pci_set_master(pdev);
	edu.regs = pci_iomap(pdev, 0, 0);
	return edu.regs ? 0 : -ENOMEM;
}

static void edu_drop(struct kunit *test)
{
	if (!edu.pdev)
		return;
	if (edu.regs)
		pci_iounmap(edu.pdev, edu.regs);
	pci_release_regions(edu.pdev);
	pci_disable_device(edu.pdev);
	pci_dev_put(edu.pdev);
}

static int edu_vector(struct kunit *test, unsigned int type)
{
	int n = pci_alloc_irq_vectors(edu.pdev, 1, 1, type);

	if (n < 0)
		kunit_skip(test, "no %s here", type == PCI_IRQ_MSI ? "MSI" : "INTx");
	edu.irq = pci_irq_vector(edu.pdev, 0);
	return edu.irq;
}

/* Raise it in every state; the handler must run when that state allows it. */
static void edu_rounds(struct kunit *test, bool oob)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		enum irq_state state = round % STATES;
		bool open = state == STATE_UNSTALLED || (oob && state == STATE_STALLED);
		struct irq_state_saved saved;
		u64 before, inside;

		migrate_disable();
		preempt_disable();
		before = edu.count;
		irq_state_enter(state, &saved);
		edu_raise();
		if (open)
			wait_until(&edu.count, before + 1);
		spin_ns(SETTLE_NS);
		inside = edu.count - before;
		irq_state_leave(state, &saved);
		wait_until(&edu.count, before + 1);
		preempt_enable();
		migrate_enable();

		KUNIT_ASSERT_EQ_MSG(test, inside, open ? 1ULL : 0ULL, "round %u, %s", round, irq_state_name[state]);
		KUNIT_ASSERT_EQ_MSG(test, edu.count - before, 1ULL, "round %u, %s", round, irq_state_name[state]);
	}
	KUNIT_EXPECT_EQ(test, edu.unexpected, 0ULL);
}

static void edu_as_oob(struct kunit *test, unsigned int type)
{
	unsigned int cpu, other;

	edu_vector(test, type);
	for_each_online_cpu(cpu) {
		set_cpus_allowed_ptr(current, cpumask_of(cpu));
		KUNIT_ASSERT_EQ(test, oob_irq_request(edu.irq, cpu, edu_oob, &edu, "takt_edu"), 0);
		KUNIT_EXPECT_EQ(test, oob_irq_request(edu.irq, cpu, edu_oob, &edu, "takt_edu"), -EBUSY);
		edu_rounds(test, true);

		/* Linux must not get it back by moving its affinity. */
		for_each_online_cpu(other)
			irq_set_affinity(edu.irq, cpumask_of(other));
		edu_rounds(test, true);
		oob_irq_free(edu.irq);
	}
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	pci_free_irq_vectors(edu.pdev);
}

static void edu_as_linux(struct kunit *test, unsigned int type)
{
	edu_vector(test, type);
	/* On CPU 0, where the interrupt goes, so that the windows mean something. */
	set_cpus_allowed_ptr(current, cpumask_of(0));
	KUNIT_ASSERT_EQ(test, request_irq(edu.irq, edu_linux, IRQF_SHARED | IRQF_NOBALANCING,
					  "takt_edu", &edu), 0);
	irq_set_affinity(edu.irq, cpumask_of(0));
	/* Without remapping the first interrupts complete the move. */
	edu_raise();
	msleep(20);
	edu_raise();
	msleep(20);
	edu_rounds(test, false);
	free_irq(edu.irq, &edu);
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	pci_free_irq_vectors(edu.pdev);
}

static void msi_out_of_band(struct kunit *test) { edu_as_oob(test, PCI_IRQ_MSI); }
static void level_out_of_band(struct kunit *test) { edu_as_oob(test, PCI_IRQ_INTX); }
static void msi_in_linux(struct kunit *test) { edu_as_linux(test, PCI_IRQ_MSI); }
static void level_in_linux(struct kunit *test) { edu_as_linux(test, PCI_IRQ_INTX); }

static void a_masked_level_line_waits(struct kunit *test)
{
	unsigned long flags;
	u64 masked;

	edu_vector(test, PCI_IRQ_INTX);
	KUNIT_ASSERT_EQ(test, oob_irq_request(edu.irq, 0, edu_oob, &edu, "takt_edu"), 0);
	KUNIT_EXPECT_TRUE(test, oob_irq_maskable(edu.irq));
	edu.keep_masked = true;
	edu_raise();
	wait_until(&edu.count, 1);
	edu_raise();
	spin_ns(SETTLE_NS);
	masked = edu.count;
	edu.keep_masked = false;
	hard_local_irq_save(flags);
	oob_irq_unmask(edu.irq);
	hard_local_irq_restore(flags);
	wait_until(&edu.count, 2);
	KUNIT_EXPECT_EQ(test, masked, 1ULL);
	KUNIT_EXPECT_EQ(test, edu.count, 2ULL);
	oob_irq_free(edu.irq);
	pci_free_irq_vectors(edu.pdev);
}

static void bad_requests(struct kunit *test)
{
	edu_vector(test, PCI_IRQ_INTX);
	KUNIT_EXPECT_EQ(test, oob_irq_request(edu.irq, nr_cpu_ids, edu_oob, &edu, "takt_edu"), -EINVAL);
	KUNIT_EXPECT_LT(test, oob_irq_request(~0U >> 1, 0, edu_oob, &edu, "takt_edu"), 0);
	pci_free_irq_vectors(edu.pdev);
}

static struct kunit_case edu_cases[] = {
	KUNIT_CASE(msi_in_linux),
	KUNIT_CASE(level_in_linux),
	KUNIT_CASE(msi_out_of_band),
	KUNIT_CASE(level_out_of_band),
	KUNIT_CASE(a_masked_level_line_waits),
	KUNIT_CASE(bad_requests),
	{}
};

struct kunit_suite edu_suite = {
	.name = "takt_pipeline_edu",
	.init = edu_find,
	.exit = edu_drop,
	.test_cases = edu_cases,
};
