/*
 * Entry and end of the signal handler. The kernel enters with PKRU 0x55555554, which no cubicle can have,
 * on the thread's signal stack, which no cubicle can write. Anybody can jump here, too.
 */
#include "monitor.h"

	.text
function signal_entry
	movq	%rdx, %r8
	cmpl	$0, %gs:T_KEYS
	je	1f
#ifndef WITHOUT_HANDLER_CHECK
	xorl	%ecx, %ecx
	rdpkru
	cmpl	$HANDLER_PKRU, %eax
	jne	stop_handler
#endif
1:	cmpl	$0, %gs:T_IN_HANDLER		# a fault in the handler: the monitor is broken
	jne	handler_broken
	movl	$1, %gs:T_IN_HANDLER
	cmpl	$0, %gs:T_KEYS
	je	2f
	clear	eax, ecx, edx
	wrpkru
#ifndef WITHOUT_COMPARE
	testl	%eax, %eax
	jnz	stop_handler
	.byte	0x48, 0xff, 0xc0		# 64-bit code: 1; 32-bit code (DEC, INC): 0
	jz	stop_handler
#endif
#ifndef WITHOUT_HANDLER_CHECK
	cmpl	$1, %gs:T_IN_HANDLER		# who jumped to the WRPKRU has not come past the check
	jne	stop_handler
#endif
2:	cld
	movq	%r8, %rdx
	movq	%r8, %rbx
	andq	$-16, %rsp
	call	handle_signal

	# Floating-point state: the kernel cleared it. PKRU is not among what XRSTOR restores, and if
	# somebody jumped to it with bit 9 in EAX, that is found out.
	movq	C_FPSTATE(%rbx), %rsi
	movl	restored_state, %eax
	testl	%eax, %eax
	jz	3f
	xorl	%edx, %edx
	xrstor64 (%rsi)
#ifndef WITHOUT_COMPARE
	testl	$XSTATE_PKRU, %eax
	jnz	stop_handler
#endif
	jmp	4f
3:	fxrstor64 (%rsi)
4:	movq	C_RIP(%rbx), %rax
	movq	%rax, %gs:T_RESUME_RIP
	movq	C_RSP(%rbx), %rax
	movq	%rax, %gs:T_RESUME_RSP
	movq	%gs:T_RESUME_SAVE, %rcx
	.set	at, 0
	.irp	from, C_EFLAGS, C_RAX, C_RCX, C_RDX
	movq	\from(%rbx), %rax
	movq	%rax, at(%rcx)
	.set	at, at + 8
	.endr
	load	C_R8, (%rbx), r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx
	movl	$0, %gs:T_IN_HANDLER
	movl	%gs:T_PKRU, %eax
	jmp	gate_resume

	stop	handler, STOP_HANDLER

/* Nothing can be relied on: end. */
handler_broken:
	movl	$-1, %edi
	call	monitor_broken

/* Named in every sigaction because the kernel asks for one; never used. */
function signal_restorer
	ud2
	.byte	STOP_HANDLER
