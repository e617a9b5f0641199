// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC timer, shared: while an out-of-band user waits for a time,
 * the hardware interrupts on an out-of-band vector at the earlier of his time
 * and Linux's next event.  Linux's event is passed on as a self-IPI on the
 * vector that Linux expects, so its tick code knows nothing of this.
 *
 * While he waits for none, Linux is lent the timer: it interrupts on Linux's
 * vector, which the fence holds back like any other, and an event of Linux's
 * costs what it costs without all this.
 */
#define pr_fmt(fmt) "irq_pipeline: " fmt

#include <linux/cpuhotplug.h>
#include <linux/kprobes.h>
#include <linux/math64.h>
#include <linux/mutex.h>

#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <asm/irq_pipeline_timer.h>
#include <asm/processor.h>
#include <asm/tsc.h>

#include "internal.h"

/* How Linux's event device divides the local APIC's clock, see apic.c. */
#define LAPIC_DIVISOR	16

/* No time that anybody waits for. */
#define TIMER_FIRED	(OOB_TIMER_NEVER - 1)

/* In TSC cycles: what leaving an interrupt and taking another costs, at the least. */
#define TIMER_NEAR	256

/* Times in TSC cycles; only touched by their own CPU with IF off. */
struct oob_timer {
	u64	oob_next;
	u64	linux_next;
	u64	linux_period;	/* 0: one-shot */
	u64	programmed;	/* what the hardware is armed for, or TIMER_FIRED */
	bool	linux_off;	/* Linux wants no event */
	bool	shared;
	bool	in_handler;	/* programs the hardware once, at the end */
	bool	held;		/* Linux's events wait: RT halves run */
};

/* It interrupts on Linux's vector; nobody else wants it. */
static __always_inline bool timer_lent(void)
{
	return raw_cpu_read(irq_pipeline_cpu.lent);
}

static __always_inline void timer_set_lent(bool lent)
{
	raw_cpu_write(irq_pipeline_cpu.lent, lent);
}

static DEFINE_PER_CPU_ALIGNED(struct oob_timer, oob_timer);

DEFINE_STATIC_KEY_FALSE(irq_pipeline_timer_shared);

static oob_handler_t timer_handler;
static void *timer_arg;
static enum cpuhp_state timer_hp;
static DEFINE_MUTEX(timer_mutex);

static bool deadline_mode __read_mostly;
static u64 ticks_per_cycle __read_mostly;	/* 32.32 */
static u64 cycles_per_tick __read_mostly;	/* 32.32 */

u64 notrace oob_clock(void)
{
	return rdtsc_ordered();
}
EXPORT_SYMBOL_GPL(oob_clock);

unsigned int oob_clock_khz(void)
{
	return tsc_khz;
}
EXPORT_SYMBOL_GPL(oob_clock_khz);

/* One-shot counts are rounded up: a timer that fires early fires twice. */
static __always_inline u32 to_ticks(s64 cycles)
{
	if (cycles <= 0)
		return 1;
	if (cycles >= (1LL << 31))
		return 1U << 27;
	return (((u64)cycles * ticks_per_cycle) >> 32) + 1;
}

static __always_inline u64 to_cycles(unsigned long ticks)
{
	return mul_u64_u64_shr(ticks, cycles_per_tick, 32);
}

static __always_inline void write_vector(u8 vector)
{
	apic_write(APIC_LVTT, (deadline_mode ? APIC_LVT_TIMER_TSCDEADLINE : 0) | vector);
	/* See __setup_APIC_LVTT(): the mode before the MSR */
	if (deadline_mode)
		asm volatile("mfence" : : : "memory");
}

static __always_inline void timer_set_hardware(struct oob_timer *t)
{
	u64 next = t->held ? t->oob_next : min(t->oob_next, t->linux_next);

	/*
	 * Arming it again for a time that has just passed would make it fire
	 * twice: its interrupt is on the way.
	 */
	if (next == t->programmed)
		return;
	t->programmed = next;
	/* 0 disarms: one cycle more makes never 0, and time 0 something else */
	if (deadline_mode)
		irq_pipeline_timer_write_deadline(next + 1);
	else
		apic_write(APIC_TMICT, next == OOB_TIMER_NEVER ? 0 : to_ticks(next - rdtsc()));
}

static __always_inline u64 to_device_cycles(unsigned long ticks)
{
	return deadline_mode ? (u64)ticks * IRQ_PIPELINE_TSC_DIVISOR : to_cycles(ticks);
}

/* When the hardware will fire, in cycles from now; 0: it has fired, or is not armed. */
static __always_inline u64 timer_left(void)
{
	u64 deadline;
	s64 left;

	if (!deadline_mode)
		return to_cycles(apic_read(APIC_TMCCT));
	deadline = __rdmsr(MSR_IA32_TSC_DEADLINE);	/* no tracing: perhaps below Linux */
	left = deadline ? deadline - rdtsc() : 0;
	return left > 0 ? left : 0;
}

/* Linux wants its next event, or none: it takes the timer if nobody else wants it. */
static __always_inline bool timer_lend(struct oob_timer *t)
{
	if (timer_lent())
		return true;
	if (t->oob_next != OOB_TIMER_NEVER || t->held)
		return false;
	timer_set_lent(true);
	t->linux_period = 0;
	t->linux_next = OOB_TIMER_NEVER;
	write_vector(LOCAL_TIMER_VECTOR);
	return true;
}

/*
 * The timer comes back.  If Linux's time has passed, its interrupt may be on
 * the way or long gone, and an emulator, which raises it in another thread,
 * may take it back now.  So Linux gets one more, which does no harm; one less
 * would leave the CPU without its timers for good.
 */
static noinline void timer_take_back(struct oob_timer *t)
{
	if (!t->linux_off)
		t->linux_next = rdtsc() + timer_left();
	timer_set_lent(false);
	t->programmed = TIMER_FIRED;
	write_vector(OOB_TIMER_VECTOR);
}
NOKPROBE_SYMBOL(timer_take_back);

static __always_inline void pass_on_linux_event(struct oob_timer *t)
{
	if (rdtsc() < t->linux_next)
		return;
	t->linux_next = t->linux_period ? t->linux_next + t->linux_period : OOB_TIMER_NEVER;
	raw_cpu_inc(irq_pipeline_stats.linux_ticks);
	__apic_send_IPI_self(LOCAL_TIMER_VECTOR);
}

/*
 * Linux's event, which has just been passed on, would come first at the way
 * out of here, and be late by that: worse than to wait.
 */
static __always_inline bool timer_is_near(const struct oob_timer *t)
{
	return t->oob_next < rdtsc() + TIMER_NEAR;
}

void notrace oob_timer_interrupt(struct pt_regs *regs)
{
	struct oob_timer *t = raw_cpu_ptr(&oob_timer);

	apic_eoi();
	raw_cpu_inc(irq_pipeline_stats.oob_timer);
	if (unlikely(!t->shared)) {
		raw_cpu_inc(irq_pipeline_stats.stray);
		return;
	}

	if (unlikely(timer_lent()))
		return;		/* raised before Linux took the timer: nobody's time */

	t->programmed = TIMER_FIRED;
	if (rdtsc() < t->oob_next) {
		if (!t->held)
			pass_on_linux_event(t);
		if (!timer_is_near(t)) {
			timer_set_hardware(t);
			return;
		}
		while (rdtsc() < t->oob_next)
			cpu_relax();
	}
	t->oob_next = OOB_TIMER_NEVER;
	t->in_handler = true;
	timer_handler(regs, timer_arg);
	t->in_handler = false;
	if (!t->held)
		pass_on_linux_event(t);
	timer_set_hardware(t);
}
NOKPROBE_SYMBOL(oob_timer_interrupt);

/*
 * While RT halves run, Linux could not take its event, and the interrupt for
 * it would only be in their way.  Linux's deadline stays; it is looked at when
 * root goes on.  Context: a pass, the CPU's interrupts off.
 */
void notrace irq_pipeline_timer_hold(void)
{
	raw_cpu_write(oob_timer.held, true);
}
NOKPROBE_SYMBOL(irq_pipeline_timer_hold);

void notrace irq_pipeline_timer_let_in(void)
{
	struct oob_timer *t = raw_cpu_ptr(&oob_timer);

	t->held = false;
	if (unlikely(!t->shared) || timer_lent())
		return;
	pass_on_linux_event(t);
	timer_set_hardware(t);
}
NOKPROBE_SYMBOL(irq_pipeline_timer_let_in);

static noinline void timer_program_now(struct oob_timer *t)
{
	if (timer_lent()) {
		if (t->oob_next == OOB_TIMER_NEVER)
			return;
		timer_take_back(t);
	}
	if (t->shared)
		timer_set_hardware(t);
}
NOKPROBE_SYMBOL(timer_program_now);

/* A wake-up comes by here inside the handler, which does the rest at its end. */
void notrace oob_timer_program(u64 when)
{
	raw_cpu_write(oob_timer.oob_next, when);
	if (!raw_cpu_read(oob_timer.in_handler))
		timer_program_now(raw_cpu_ptr(&oob_timer));
}
EXPORT_SYMBOL_GPL(oob_timer_program);
NOKPROBE_SYMBOL(oob_timer_program);

/* The clock event callbacks of Linux.  It has its interrupts off. */
static void timer_set_linux(struct oob_timer *t, u64 cycles, u64 period)
{
	if (timer_lent())
		timer_take_back(t);
	t->linux_period = period;
	t->linux_next = cycles ? rdtsc() + cycles : OOB_TIMER_NEVER;
	timer_set_hardware(t);
}
NOKPROBE_SYMBOL(timer_set_linux);

/* The CPU's interrupts are off, and on again at the end unless Linux itself has them off. */
void notrace __irq_pipeline_timer_next(unsigned long delta)
{
	struct oob_timer *t = raw_cpu_ptr(&oob_timer);

	if (!t->shared || timer_lend(t))
		irq_pipeline_timer_arm(delta, deadline_mode);
	else
		timer_set_linux(t, to_device_cycles(delta), 0);
	irq_pipeline_wait_exit();
}
NOKPROBE_SYMBOL(__irq_pipeline_timer_next);

static bool notrace timer_change_mode(u64 period, bool off)
{
	struct oob_timer *t = raw_cpu_ptr(&oob_timer);
	unsigned long flags;

	if (!t->shared)
		return false;
	hard_local_irq_save(flags);
	if (period || !timer_lend(t))
		timer_set_linux(t, period, period);
	else if (deadline_mode)
		irq_pipeline_timer_write_deadline(0);
	else
		apic_write(APIC_TMICT, 0);
	t->linux_off = off;
	hard_local_irq_restore(flags);
	return true;
}
NOKPROBE_SYMBOL(timer_change_mode);

bool notrace __irq_pipeline_timer_mode(bool oneshot)
{
	return timer_change_mode(oneshot ? 0 : to_cycles(lapic_timer_period / LAPIC_DIVISOR), false);
}

bool notrace __irq_pipeline_timer_stop(void)
{
	return timer_change_mode(0, true);
}

/*
 * On each CPU, in its hotplug thread: from Linux's vector to ours.  A timer
 * that reads as expired may not have raised its interrupt yet (an emulator
 * does that in another thread), and writing it would take that back.  So
 * Linux gets its event now, which is one too many at worst; a lost one would
 * leave the CPU without its timers for good.
 */
static int timer_share(unsigned int cpu)
{
	struct oob_timer *t = raw_cpu_ptr(&oob_timer);
	unsigned long flags;
	u32 lvtt;

	hard_local_irq_save(flags);
	lvtt = apic_read(APIC_LVTT);
	t->oob_next = OOB_TIMER_NEVER;
	t->linux_next = OOB_TIMER_NEVER;
	t->linux_period = 0;
	if (!(lvtt & APIC_LVT_MASKED)) {
		t->linux_next = rdtsc() + timer_left();
		if (!deadline_mode && lvtt & APIC_LVT_TIMER_PERIODIC)
			t->linux_period = to_cycles(apic_read(APIC_TMICT));
	}
	write_vector(OOB_TIMER_VECTOR);
	timer_set_lent(false);
	t->linux_off = lvtt & APIC_LVT_MASKED;
	t->shared = true;
	t->programmed = TIMER_FIRED;
	timer_set_hardware(t);
	hard_local_irq_restore(flags);
	return 0;
}

static int timer_unshare(unsigned int cpu)
{
	struct oob_timer *t = raw_cpu_ptr(&oob_timer);
	unsigned long flags;

	hard_local_irq_save(flags);
	t->shared = false;
	t->oob_next = OOB_TIMER_NEVER;
	if (timer_lent()) {
		timer_set_lent(false);
	} else if (t->linux_period) {
		apic_write(APIC_LVTT, APIC_LVT_TIMER_PERIODIC | LOCAL_TIMER_VECTOR);
		apic_write(APIC_TMICT, lapic_timer_period / LAPIC_DIVISOR);
	} else {
		write_vector(LOCAL_TIMER_VECTOR);
		t->programmed = TIMER_FIRED;
		timer_set_hardware(t);
	}
	hard_local_irq_restore(flags);
	return 0;
}

static int timer_check(void)
{
	if (!irq_pipeline_active())
		return -ENODEV;
	if (check_tsc_unstable() ||
	    !(boot_cpu_has(X86_FEATURE_CONSTANT_TSC) || tsc_clocksource_reliable)) {
		pr_err("no out-of-band timer: the TSC is not stable; boot with tsc=reliable if you know better\n");
		return -ENODEV;
	}
	deadline_mode = boot_cpu_has(X86_FEATURE_TSC_DEADLINE_TIMER);
	if (!deadline_mode && !lapic_timer_period) {
		pr_err("no out-of-band timer: the local APIC timer is not in use; boot without noapictimer\n");
		return -ENODEV;
	}
	if (!boot_cpu_has(X86_FEATURE_ARAT) && boot_option_idle_override == IDLE_NO_OVERRIDE) {
		pr_err("no out-of-band timer: it stops in deep idle states; boot with idle=halt or idle=poll\n");
		return -ENODEV;
	}
	return 0;
}

int oob_timer_acquire(oob_handler_t handler, void *arg)
{
	int err = timer_check();

	if (err)
		return err;

	guard(mutex)(&timer_mutex);
	if (timer_handler)
		return -EBUSY;
	if (!deadline_mode) {
		u64 ticks_per_s = (u64)lapic_timer_period / LAPIC_DIVISOR * HZ;
		u64 cycles_per_s = (u64)tsc_khz * 1000;

		ticks_per_cycle = div64_u64(ticks_per_s << 32, cycles_per_s);
		cycles_per_tick = div64_u64(cycles_per_s << 32, ticks_per_s);
	}
	timer_handler = handler;
	timer_arg = arg;
	static_branch_enable(&irq_pipeline_timer_shared);
	err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "irq_pipeline/timer:online",
				timer_share, timer_unshare);
	if (err < 0) {
		static_branch_disable(&irq_pipeline_timer_shared);
		timer_handler = NULL;
		return err;
	}
	timer_hp = err;
	return 0;
}
EXPORT_SYMBOL_GPL(oob_timer_acquire);

void oob_timer_release(void)
{
	guard(mutex)(&timer_mutex);
	cpuhp_remove_state(timer_hp);
	static_branch_disable(&irq_pipeline_timer_shared);
	oob_synchronize();
	timer_handler = NULL;
}
EXPORT_SYMBOL_GPL(oob_timer_release);
