/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface at which a co-kernel runs user contexts below Linux.
 *
 * An RT thread is an ordinary Linux thread cut in two while it is in RT mode.
 * The Linux half sleeps inside a system call.  The RT half is the user
 * context, struct split_context: the co-kernel runs it, in user mode, in its
 * own address space, ahead of all of Linux.  Linux's `current` does not
 * change: to Linux an RT burst is one long out-of-band interrupt of the
 * context that it preempted, which is called root here.
 *
 * RT halves are switched only at the boundary to user mode.  Whatever enters
 * the kernel from one (a system call, an exception, an out-of-band interrupt)
 * is a pass of the co-kernel: hard-off, on the out-of-band stack of the CPU,
 * under the rules of <linux/irq_pipeline.h>.  A pass ends with the context to
 * go on with: an RT half, or NULL for root.
 */
#ifndef _LINUX_SPLIT_CONTEXT_H
#define _LINUX_SPLIT_CONTEXT_H

#include <linux/irq_pipeline.h>
#include <linux/split_context_hooks.h>

#include <asm/split_context.h>

struct module;
struct pt_regs;
struct split_context;
struct task_struct;

/* Why an RT half entered the kernel, other than by a system call. */
enum split_trap {
	SPLIT_TRAP_FAULT,	/* executes again; detail: the address, or the instruction */
	SPLIT_TRAP_DONE,	/* breakpoint, single step: must not execute again */
	SPLIT_TRAP_FOREIGN,	/* a system call by another gate; executes again */
};

/* Why a task cannot have a split context, or cannot be split now. */
enum split_refusal {
	SPLIT_OK,
	SPLIT_REFUSED_RSEQ,		/* registered: Linux would have to keep it up to date */
	SPLIT_REFUSED_IOPERM,		/* I/O port permissions */
	SPLIT_REFUSED_SEGMENTS,		/* an LDT, or GDT entries of its own */
	SPLIT_REFUSED_COMPAT,		/* a 32-bit task */
	SPLIT_REFUSED_SPECULATION,	/* speculation controls of its own */
	SPLIT_REFUSED_XFEATURES,	/* register state that is enabled on demand */
	SPLIT_REFUSED_TRACED,		/* a debugger is attached */
	SPLIT_REFUSED_FILTERED,		/* its system calls are filtered or watched */
};

/**
 * struct split_context_ops - what a co-kernel provides
 *
 * @owner: cannot be unloaded while a task has a context
 *
 * Passes (hard-off, RT half loaded) return what to go on with:
 * @syscall: the RT half made system call @nr; its registers are in @regs
 * @trap: the RT half must go to Linux
 * @loaded: a context with ->deliver set has been loaded
 *
 * Linux (interrupts on, in the task):
 * @linux_syscall: system call @nr of a task that has a context, after Linux's
 *	entry work; true if it is done, with its result in @regs
 * @release: the task exits or executes another program; must give the
 *	context back (split_context_detach())
 * Linux (any context, also with interrupts stalled):
 * @signal: the task must be woken if it is in RT mode
 */
struct split_context_ops {
	struct module *owner;
	struct split_context *(*syscall)(struct split_context *sc, struct pt_regs *regs,
					 unsigned int nr);
	struct split_context *(*trap)(struct split_context *sc, enum split_trap trap,
				      unsigned long detail);
	struct split_context *(*loaded)(struct split_context *sc);
	bool (*linux_syscall)(struct split_context *sc, struct pt_regs *regs, unsigned int nr);
	void (*release)(struct split_context *sc);
	void (*signal)(struct split_context *sc);
};

/**
 * split_context_register - become the co-kernel
 * Context: task, may sleep.
 * Return: 0; -EBUSY if there is one; -ENODEV without the pipeline or a CPU
 * feature that is needed (the kernel log says which); -ENOMEM.
 */
int split_context_register(const struct split_context_ops *ops);

/**
 * split_context_unregister - the reverse; no task may have a context any more
 * Context: task, may sleep.
 */
void split_context_unregister(void);

/**
 * split_context_refusal - can the calling task be split?
 * @now: also check what may change any time (debugger, filters)
 * Context: task; for @now preemption may be off.
 */
enum split_refusal split_context_refusal(bool now);

/**
 * split_context_attach - give the calling task a context, zeroed by the caller
 * Context: task, may sleep. Return: 0; -EBUSY if it has one.
 */
int split_context_attach(struct split_context *sc);

/**
 * split_context_detach - take it away; free it after an RCU grace period
 * Context: the task itself, in-band, may sleep.
 */
void split_context_detach(struct split_context *sc);

/*
 * Linux half
 */

/* A hard-off section that is a pass: what it interrupted. */
struct split_section {
	unsigned long	flags;
	bool		vif;
};

/**
 * split_context_give - move the calling task's user context to @sc (P1, step 2)
 * @regs: the task's user registers
 * Context: the task, preemption off.
 */
void split_context_give(struct split_context *sc, const struct pt_regs *regs);

/**
 * split_context_take - move it back
 * Context: the task; it owns @sc again.
 */
void split_context_take(struct split_context *sc, struct pt_regs *regs);

/**
 * split_context_begin, split_context_end - a pass made by Linux code
 * Context: task, preemption off.
 */
void split_context_begin(struct split_section *section);
void split_context_end(struct split_section *section);

/**
 * split_context_run - go on with @next; returns when root is next again
 * Context: between begin and end.
 */
void split_context_run(struct split_context *next);

/**
 * split_context_nanosleep - Linux's own sleep, with its rules for restarts
 * @ns: until when if @absolute, else for how long
 * @rmtp: where the rest of a relative sleep goes if it is cut short, or NULL
 * Context: the task, in-band. Return: as the system call, -ERESTART* included.
 */
long split_context_nanosleep(u64 ns, bool absolute, struct __kernel_timespec __user *rmtp,
			     int clock);

/**
 * split_context_charge - run time of an RT half is its task's
 * @total_ns: since the context was attached
 *
 * It becomes user time of the task, its process and its control groups, but
 * not of the CPU: there it is stolen time.
 * Does nothing while the task is about to run in Linux: the next call makes up
 * for it.
 * Context: task; @sc->task is it itself, or attached for as long as this takes.
 */
void split_context_charge(struct split_context *sc, u64 total_ns);

/*
 * Passes
 */

/**
 * split_context_next - what this pass ends with, for handlers of oob interrupts
 *
 * Without it an oob interrupt goes on with what it interrupted.
 */
void split_context_next(struct split_context *next);

/**
 * split_context_unload - bring the loaded context's state to memory
 */
void split_context_unload(struct split_context *sc);

/**
 * split_context_current - the RT half whose registers are on this CPU, or NULL
 */
static __always_inline struct split_context *split_context_current(void)
{
	return raw_cpu_read(split_context_loaded);
}

/**
 * split_context_read_user, split_context_write_user - copy, without resolving faults
 * Context: pass; @sc is loaded. Return: false on a fault or a bad address.
 */
bool split_context_read_user(void *to, const void __user *from, size_t bytes);
bool split_context_write_user(void __user *to, const void *from, size_t bytes);

#endif /* _LINUX_SPLIT_CONTEXT_H */
