/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's segments: what the entry code neither saves nor changes.  Inline: part of every switch. */
#ifndef _SPLIT_CONTEXT_SEGMENTS_H
#define _SPLIT_CONTEXT_SEGMENTS_H

#include <linux/split_context_off.h>

#include <asm/cpufeature.h>
#include <asm/fsgsbase.h>
#include <asm/gsseg.h>
#include <asm/pkru.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <asm/split_context.h>

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

static __always_inline void split_segments_save(struct split_segments *segments)
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

void split_selectors_load(const struct split_segments *segments);

/* @live: what is in the registers.  Selectors are almost always all zero, and loading one is slow. */
static __always_inline void split_segments_load(const struct split_segments *segments, u64 live)
{
	if (unlikely(live | segments->selectors))
		split_selectors_load(segments);
	wrfsbase(segments->fsbase);
	write_user_gsbase(segments->gsbase);
	if (cpu_feature_enabled(X86_FEATURE_OSPKE) && !split_context_lacks(pkru))
		wrpkru(segments->pkru);
}

#endif
