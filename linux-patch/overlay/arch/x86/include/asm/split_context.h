/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user context of an RT thread on x86-64, and the hooks of Linux's entry
 * code.
 */
#ifndef _ASM_X86_SPLIT_CONTEXT_H
#define _ASM_X86_SPLIT_CONTEXT_H

#include <linux/types.h>
#include <linux/split_context_hooks.h>

#ifdef CONFIG_SPLIT_CONTEXT
#include <asm/page_types.h>
#include <asm/percpu.h>
#include <asm/ptrace.h>

/* What the entry code does not save. */
struct split_segments {
	unsigned long	fsbase;
	unsigned long	gsbase;
	union {
		struct {
			u16	fs, gs, ds, es;
		};
		u64	selectors;
	};
	u32		pkru;
};

/*
 * FPU and extended state are in the task's own fpstate.  The kernel stack of
 * an RT half ends in its registers, which are where every entry leaves them
 * and where it is resumed from: they are never copied.  It is as large as one
 * of Linux's, as NMIs use it, too; with one from vmalloc() an overflow ends in
 * a hole.  Passes that interrupt the RT half run on it as well, to their end,
 * when the RT half may be anybody's already: see split_context_take().
 */
struct split_context {
	u8			stack[THREAD_SIZE - sizeof(struct pt_regs)] __aligned(16);
	struct pt_regs		regs;
	struct split_segments	segments;
	struct task_struct	*task;
	struct mm_struct	*mm;
	unsigned int		cpu;		/* where it is, or was, in RT mode */
	bool			deliver;	/* call ops->loaded() when it is loaded */
	u8			trap;		/* SPLIT_TRAP_DONE: what Linux still has to raise */
	unsigned long		trap_dr6;
	u64			charged_ns;	/* run time that Linux's accounting knows of */
#ifdef CONFIG_SPLIT_CONTEXT_DEBUG
	int			owner;		/* see check.h */
#endif
};

/* An RT half is on this CPU: entries from user mode are its. */
DECLARE_PER_CPU(bool, split_context_here);
/* The one whose registers are on this CPU; NULL in the middle of a switch. */
DECLARE_PER_CPU(struct split_context *, split_context_loaded);

static __always_inline bool split_context_active(void)
{
	return static_branch_unlikely(&split_context_used) && raw_cpu_read(split_context_here);
}

bool __split_context_syscall(struct pt_regs *regs, int nr);
bool __split_context_linux_syscall(struct pt_regs *regs, int nr);
void __split_context_trap(struct pt_regs *regs);
void __split_context_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address);
void __split_context_debug(struct pt_regs *regs, u8 vector, unsigned long dr6);
void __split_context_int80(struct pt_regs *regs);
void __split_context_invalidate_other(void);
void __split_check_choked(void);

/*
 * The choke point: every way from user mode into Linux that has no hook of its
 * own comes by here, and none of them may go on for an RT half.  Does not
 * return if there is one.
 */
static __always_inline void split_context_choke(struct pt_regs *regs)
{
	if (split_context_active())
		__split_context_trap(regs);
}

/* In every way into Linux: it has been asked. */
static __always_inline void split_check_choked(void)
{
	if (IS_ENABLED(CONFIG_SPLIT_CONTEXT_DEBUG) && split_context_active())
		__split_check_choked();
}

/* Does not return if it was a fault of an RT half; true: the kernel's own, mended. */
static __always_inline bool split_context_fault(struct pt_regs *regs, unsigned long error_code,
						unsigned long address)
{
	if (!split_context_active())
		return false;
	__split_context_fault(regs, error_code, address);
	return true;
}

static __always_inline void split_context_debug(struct pt_regs *regs, u8 vector,
						unsigned long dr6)
{
	if (split_context_active())
		__split_context_debug(regs, vector, dr6);
}

static __always_inline void split_context_int80(struct pt_regs *regs)
{
	if (split_context_active())
		__split_context_int80(regs);
}

/* Kernel mappings changed: user-mode PCIDs other than the loaded one are stale. */
static __always_inline void split_context_invalidate_other(void)
{
	if (static_branch_unlikely(&split_context_used))
		__split_context_invalidate_other();
}

#define split_context_of(task)	((task)->thread.split)

/* A system call of a task that has a context; true: done. */
#define split_context_linux_syscall(regs, nr)					\
	(static_branch_unlikely(&split_context_used) &&				\
	 unlikely(split_context_of(current)) && __split_context_linux_syscall(regs, nr))

#else

static __always_inline bool split_context_active(void) { return false; }
static __always_inline bool __split_context_syscall(struct pt_regs *regs, int nr) { return false; }
static __always_inline void split_check_choked(void) { }
static __always_inline bool split_context_fault(struct pt_regs *regs, unsigned long error_code,
						unsigned long address) { return false; }
static __always_inline void split_context_debug(struct pt_regs *regs, u8 vector,
						unsigned long dr6) { }
static __always_inline void split_context_int80(struct pt_regs *regs) { }
static __always_inline void split_context_invalidate_other(void) { }
#define split_context_linux_syscall(regs, nr)	false

#endif
#endif /* _ASM_X86_SPLIT_CONTEXT_H */
