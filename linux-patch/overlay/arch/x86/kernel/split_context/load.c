// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of an RT half: from the CPU to memory and back.
 */
#include <linux/export.h>
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include <asm/cpufeature.h>
#include <asm/fpu/signal.h>
#include <asm/fpu/xcr.h>
#include <asm/fsgsbase.h>
#include <asm/gsseg.h>
#include <asm/pkru.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

#include "internal.h"
#include "../fpu/internal.h"
#include "../fpu/xstate.h"

static __always_inline unsigned long read_user_gsbase(void)
{
	unsigned long base;

	native_swapgs();
	base = rdgsbase();
	native_swapgs();
	return base;
}

static __always_inline void write_user_gsbase(unsigned long base)
{
	native_swapgs();
	wrgsbase(base);
	native_swapgs();
}

void split_segments_save(struct split_segments *segments)
{
	savesegment(fs, segments->fs);
	savesegment(gs, segments->gs);
	savesegment(ds, segments->ds);
	savesegment(es, segments->es);
	segments->fsbase = rdfsbase();
	segments->gsbase = read_user_gsbase();
	if (cpu_feature_enabled(X86_FEATURE_OSPKE))
		segments->pkru = rdpkru();
}
NOKPROBE_SYMBOL(split_segments_save);

/* Selectors are almost always those that are there already, and loading one is slow. */
void split_segments_load(const struct split_segments *segments)
{
	u16 fs, gs, ds, es;

	savesegment(fs, fs);
	if (unlikely(fs | segments->fs))
		loadsegment(fs, segments->fs);
	savesegment(gs, gs);
	if (unlikely(gs | segments->gs))
		native_load_gs_index(segments->gs);
	savesegment(ds, ds);
	if (unlikely(ds != segments->ds))
		loadsegment(ds, segments->ds);
	savesegment(es, es);
	if (unlikely(es != segments->es))
		loadsegment(es, segments->es);
	wrfsbase(segments->fsbase);
	write_user_gsbase(segments->gsbase);
	if (cpu_feature_enabled(X86_FEATURE_OSPKE))
		wrpkru(segments->pkru);
}
NOKPROBE_SYMBOL(split_segments_load);

void split_context_load(struct split_cpu *cpu, struct split_context *sc)
{
	split_mm_load(cpu, sc->mm);
	os_xrstor(sc->task->thread.fpu.fpstate, fpu_kernel_cfg.max_features & XFEATURE_MASK_FPSTATE);
	split_segments_load(&sc->segments);
	*split_frame(cpu) = sc->regs;
	cpu->loaded = sc;
}
NOKPROBE_SYMBOL(split_context_load);

void split_context_unload(struct split_context *sc)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	if (cpu->loaded != sc)
		return;
	sc->regs = *split_frame(cpu);
	os_xsave(sc->task->thread.fpu.fpstate);
	split_segments_save(&sc->segments);
	cpu->loaded = NULL;
}
EXPORT_SYMBOL_GPL(split_context_unload);
NOKPROBE_SYMBOL(split_context_unload);

struct split_context *split_context_current(void)
{
	return raw_cpu_read(split_cpu.loaded);
}
EXPORT_SYMBOL_GPL(split_context_current);
NOKPROBE_SYMBOL(split_context_current);

struct pt_regs *split_context_user_regs(struct split_context *sc)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	return cpu->loaded == sc ? split_frame(cpu) : &sc->regs;
}
EXPORT_SYMBOL_GPL(split_context_user_regs);
NOKPROBE_SYMBOL(split_context_user_regs);

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
