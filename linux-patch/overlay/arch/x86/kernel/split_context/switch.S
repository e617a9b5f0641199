/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the stack of root and the out-of-band stack of the CPU, and from
 * there to user mode.
 */
#include <linux/linkage.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

.section .noinstr.text, "ax"

/*
 * split_context_park(root_sp *, sp, next): leave root's stack, keep its place
 * in *root_sp, and go on in split_context_parked(next) on the stack @sp.
 * Returns by split_context_unpark().
 */
SYM_FUNC_START(split_context_park)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	UNWIND_HINT_END_OF_STACK
	movq	%rdx, %rdi
	xorl	%ebp, %ebp
	call	split_context_parked
	ud2
SYM_FUNC_END(split_context_park)

/* split_context_unpark(root_sp): have split_context_park() return. */
SYM_CODE_START(split_context_unpark)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	movq	%rdi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_CODE_END(split_context_unpark)

/* split_context_to_user(regs): the common way out, which has all mitigations. */
SYM_CODE_START(split_context_to_user)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	movq	%rdi, %rsp
	UNWIND_HINT_REGS
	jmp	swapgs_restore_regs_and_return_to_usermode
SYM_CODE_END(split_context_to_user)
