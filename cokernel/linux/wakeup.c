// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of a wake-up, for threads with TAKT_ATTACH_TIMED (uapi/wakeup.h).
 * While there is none, a timer interrupt pays for one test of a flag.
 */
#include <linux/mutex.h>
#include <linux/percpu.h>

#include "seam/clock.h"
#include "seam/trace.h"
#include "takt.h"

enum {
#define TAKT_TRACE_POINT(name, a, b, c)	POINT_##name,
#include "seam/trace_points.def"
#undef TAKT_TRACE_POINT
};

bool takt_wakeups_timed __read_mostly;

static DEFINE_MUTEX(users_lock);
static unsigned int users;

/* When this CPU's pass changed the stage of a thread first. */
static DEFINE_PER_CPU(u64, due_ns);

void takt_wakeup_set(struct takt_context *ctx, bool on)
{
	guard(mutex)(&users_lock);
	if (ctx->timed == on)
		return;
	ctx->timed = on;
	users += on ? 1 : -1;
	takt_core_set_tracing(takt_core, users);
	WRITE_ONCE(takt_wakeups_timed, users);
}

void takt_plat_trace(uint32_t point, uint64_t a, uint64_t b, uint64_t c)
{
	if (point == POINT_stage && !raw_cpu_read(due_ns))
		raw_cpu_write(due_ns, takt_plat_clock_mono_ns());
}

static struct takt_wakeup *record_of(const struct takt_context *ctx)
{
	return (void *)ctx->status + TAKT_WAKEUP_OFFSET;
}

/* A pass of the timer that looks at the clock on its way. */
struct split_context *takt_wakeup_on_timer(void)
{
	u64 handler = takt_plat_clock_mono_ns();
	struct takt_wakeup *record;
	struct split_context *next;
	struct takt_context *ctx;

	raw_cpu_write(due_ns, 0);
	next = takt_resolve(takt_core_on_timer(takt_core));
	/* What the core has to deliver once the thread is loaded would be a part of its own. */
	if (!next || next == split_context_current() || next->deliver || !raw_cpu_read(due_ns))
		return next;
	ctx = context_of(next);
	if (!ctx->timed)
		return next;
	record = record_of(ctx);
	record->handler_ns = handler;
	record->due_ns = raw_cpu_read(due_ns);
	record->chosen_ns = takt_plat_clock_mono_ns();
	/* Loading follows at once, within this interrupt; then comes takt_loaded(). */
	next->deliver = true;
	ctx->stamp = true;
	return next;
}

void takt_wakeup_loaded(struct takt_context *ctx)
{
	struct takt_wakeup *record = record_of(ctx);

	ctx->stamp = false;
	record->loaded_ns = takt_plat_clock_mono_ns();
	WRITE_ONCE(record->count, record->count + 1);
}
