// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries from an RT half that are no interrupts.  Linux's entry code is not
 * run for any of them.
 */
#include <linux/extable.h>
#include <linux/export.h>
#include <linux/panic.h>
#include <linux/split_context_off.h>

#include <asm/extable.h>
#include <asm/ptrace.h>
#include <asm/trapnr.h>

#include "check.h"
#include "switch.h"

/* Does not return. */
static __always_inline void leave_by_trap(struct pt_regs *regs, enum split_trap trap,
					  unsigned long detail)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);

	split_check_entry(cpu, regs);
	split_context_switch(cpu, split_ops->trap(split_context_current(), trap, detail));
}

/* Returns if the RT half goes on, with its result in @regs->ax. */
noinstr bool __split_context_syscall(struct pt_regs *regs, int nr)
{
	struct split_cpu *cpu = raw_cpu_ptr(&split_cpu);
	struct split_context *next;

	instrumentation_begin();
	split_check_entry(cpu, regs);
	next = static_call(split_syscall)(split_context_current(), regs, nr);
	if (next != split_context_current() || !next || next->deliver)
		split_switch_to(cpu, next, false);
	instrumentation_end();
	return true;
}

noinstr void __split_context_trap(struct pt_regs *regs)
{
	instrumentation_begin();
	leave_by_trap(regs, SPLIT_TRAP_FAULT, regs->ip);
	instrumentation_end();
}

noinstr void __split_context_fault(struct pt_regs *regs, unsigned long error_code,
				   unsigned long address)
{
	instrumentation_begin();
	if (user_mode(regs))
		leave_by_trap(regs, SPLIT_TRAP_FAULT, split_context_lacks(fault) ? 0 : address);
	/* A copy of the co-kernel from or to user memory */
	if (!fixup_exception(regs, X86_TRAP_PF, error_code, address))
		panic("split_context: fault at %#lx in the co-kernel, instruction %pS",
		      address, (void *)regs->ip);
	instrumentation_end();
}

noinstr void __split_context_debug(struct pt_regs *regs, u8 vector, unsigned long dr6)
{
	struct split_context *sc = split_context_current();

	instrumentation_begin();
	sc->trap = vector;
	sc->trap_dr6 = dr6;
	leave_by_trap(regs, SPLIT_TRAP_DONE, regs->ip);
	instrumentation_end();
}

noinstr void __split_context_int80(struct pt_regs *regs)
{
	instrumentation_begin();
	regs->ip -= 2;		/* INT $0x80 is two bytes long */
	leave_by_trap(regs, SPLIT_TRAP_FOREIGN, regs->ax);
	instrumentation_end();
}
