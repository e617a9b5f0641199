/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a debug build can do without, one mechanism at a time: a test that
 * passes all the same would miss nothing (tests/boot/rt/mutants.list).
 * /sys/module/split_context/parameters/off says which.
 */
#ifndef _LINUX_SPLIT_CONTEXT_OFF_H
#define _LINUX_SPLIT_CONTEXT_OFF_H

#include <linux/compiler.h>

enum split_mechanism {
	SPLIT_OFF_NONE,
#define SPLIT_MECHANISM(name)	SPLIT_OFF_##name,
#include <linux/split_context_mechanisms.h>
#undef SPLIT_MECHANISM
};

#ifdef CONFIG_SPLIT_CONTEXT_DEBUG
extern enum split_mechanism split_context_off;
#define split_context_lacks(name)	unlikely(READ_ONCE(split_context_off) == SPLIT_OFF_##name)
#else
#define split_context_lacks(name)	false
#endif

#endif /* _LINUX_SPLIT_CONTEXT_OFF_H */
