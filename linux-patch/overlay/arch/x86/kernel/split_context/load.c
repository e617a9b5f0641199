// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of an RT half: from the CPU to memory; the way back is in
 * switch.h.
 */
#include <linux/export.h>
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include <asm/fpu/xcr.h>

#include "check.h"
#include "internal.h"
#include "segments.h"
#include "../fpu/internal.h"
#include "../fpu/xstate.h"

void split_selectors_load(const struct split_segments *segments)
{
	loadsegment(fs, segments->fs);
	native_load_gs_index(segments->gs);
	loadsegment(ds, segments->ds);
	loadsegment(es, segments->es);
}
NOKPROBE_SYMBOL(split_selectors_load);

void split_context_unload(struct split_context *sc)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	if (split_context_current() != sc) {
		split_check_owned(sc, 0);
		return;
	}
	split_check_owned(sc, raw_smp_processor_id() + 1);
	split_check_own(sc, 0);
	os_xsave(sc->task->thread.fpu.fpstate);
	split_segments_save(&sc->segments);
	cpu->selectors = sc->segments.selectors;
	raw_cpu_write(split_context_loaded, NULL);
}
EXPORT_SYMBOL_GPL(split_context_unload);
NOKPROBE_SYMBOL(split_context_unload);

/*
 * Not copy_from_user_nofault(): it asks whether `current` has the address
 * space that is loaded.  A fault ends in __split_context_fault().
 */
bool split_context_read_user(void *to, const void __user *from, size_t bytes)
{
	return access_ok(from, bytes) && !raw_copy_from_user(to, from, bytes);
}
EXPORT_SYMBOL_GPL(split_context_read_user);
NOKPROBE_SYMBOL(split_context_read_user);

bool split_context_write_user(void __user *to, const void *from, size_t bytes)
{
	return access_ok(to, bytes) && !raw_copy_to_user(to, from, bytes);
}
EXPORT_SYMBOL_GPL(split_context_write_user);
NOKPROBE_SYMBOL(split_context_write_user);
