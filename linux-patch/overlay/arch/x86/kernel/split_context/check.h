/* SPDX-License-Identifier: GPL-2.0-only */
/* Invariants of split contexts, asserted at run time with CONFIG_SPLIT_CONTEXT_DEBUG. */
#ifndef _SPLIT_CONTEXT_CHECK_H
#define _SPLIT_CONTEXT_CHECK_H

#include <linux/build_bug.h>
#include <linux/compiler.h>

#include <asm/cpufeature.h>
#include <asm/special_insns.h>
#include <asm/split_context.h>
#include <asm/tlbflush.h>

#include "internal.h"

/* Does not return; objtool need not know. */
void split_check_failed(const char *what);

#ifdef CONFIG_SPLIT_CONTEXT_DEBUG

#define SPLIT_CHECK(condition)						\
	do {								\
		if (unlikely(!(condition)))				\
			split_check_failed(#condition);			\
	} while (0)

/* Whose registers a context is: 0 in memory, else of CPU owner - 1. */
#define split_check_owned(sc, by)	SPLIT_CHECK((sc)->owner == (by))
#define split_check_own(sc, by)		((sc)->owner = (by))

void split_check_root_left(struct split_cpu *cpu);
void split_check_root_resumed(struct split_cpu *cpu);
void split_check_entry(const struct split_cpu *cpu, struct pt_regs *regs);
void split_check_loading(struct split_context *sc);

#else

#define SPLIT_CHECK(condition)		BUILD_BUG_ON_INVALID(condition)
#define split_check_owned(sc, by)	do { } while (0)
#define split_check_own(sc, by)		do { } while (0)
static __always_inline void split_check_root_left(struct split_cpu *cpu) { }
static __always_inline void split_check_root_resumed(struct split_cpu *cpu) { }
static __always_inline void split_check_entry(const struct split_cpu *cpu,
					      struct pt_regs *regs) { }
static __always_inline void split_check_loading(struct split_context *sc) { }

#endif
#endif /* _SPLIT_CONTEXT_CHECK_H */
