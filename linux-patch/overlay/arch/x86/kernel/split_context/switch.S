/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the stack of root and those of RT halves, and from there to user mode. */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>

/*
 * What Linux reads of another CPU to know that it has left a stack: written
 * when that is so.
 */
.macro SET_TOP_OF_STACK top:req
	movq	\top, PER_CPU_VAR(pcpu_hot + X86_top_of_stack)
.endm

.text

/*
 * split_context_park(next, root_sp *): keep the place in root's stack in
 * *root_sp, and go on in split_context_parked(next) below it, which does not
 * return.  split_context_unpark() does, for it.
 */
SYM_FUNC_START(split_context_park)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rsi)
	UNWIND_HINT_SAVE
	call	split_context_parked
SYM_INNER_LABEL(split_context_unparked, SYM_L_LOCAL)
	UNWIND_HINT_RESTORE
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_FUNC_END(split_context_park)
_ASM_NOKPROBE(split_context_park)

/* split_context_unpark(root_sp, top_of_stack): have split_context_park() return. */
SYM_CODE_START(split_context_unpark)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	movq	%rdi, %rsp
	SET_TOP_OF_STACK %rsi
	jmp	split_context_unparked
SYM_CODE_END(split_context_unpark)
_ASM_NOKPROBE(split_context_unpark)

.section .noinstr.text, "ax"

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
