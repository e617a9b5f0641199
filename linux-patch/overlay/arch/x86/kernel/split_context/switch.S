/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the stack of root and those of RT halves, and from there to user mode. */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>

.section .noinstr.text, "ax"

/*
 * split_context_park(next, root_sp *): keep the place in root's stack in
 * *root_sp, and go on in split_context_parked(next) below it.
 * Returns by split_context_unpark().
 */
SYM_FUNC_START(split_context_park)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rsi)
	call	split_context_parked
	ud2
SYM_FUNC_END(split_context_park)

/*
 * What Linux reads of another CPU to know that it has left a stack: written
 * when that is so.
 */
.macro SET_TOP_OF_STACK top:req
	movq	\top, PER_CPU_VAR(pcpu_hot + X86_top_of_stack)
.endm

/* split_context_unpark(root_sp, top_of_stack): have split_context_park() return. */
SYM_CODE_START(split_context_unpark)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	movq	%rdi, %rsp
	SET_TOP_OF_STACK %rsi
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
	addq	$PTREGS_SIZE, %rdi
	SET_TOP_OF_STACK %rdi
	jmp	swapgs_restore_regs_and_return_to_usermode
SYM_CODE_END(split_context_to_user)
