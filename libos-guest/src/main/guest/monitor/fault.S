/*
 * Entry and end of the signal handler. The kernel enters with PKRU 0x55555554, which no cubicle can have,
 * on the thread's signal stack, which no cubicle can write. Anybody can jump here, too.
 */
#include "monitor.h"

/* Offsets in struct context. */
#define C_R8		40
#define C_R9		48
#define C_R10		56
#define C_R11		64
#define C_R12		72
#define C_R13		80
#define C_R14		88
#define C_R15		96
#define C_RDI		104
#define C_RSI		112
#define C_RBP		120
#define C_RBX		128
#define C_RDX		136
#define C_RAX		144
#define C_RCX		152
#define C_RSP		160
#define C_RIP		168
#define C_RFLAGS	176
#define C_FLOATING	224

	.text
	.globl	signal_entry
signal_entry:
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
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
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
	movq	C_FLOATING(%rbx), %rsi
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
	movq	C_RFLAGS(%rbx), %rax
	movq	%rax, (%rcx)
	movq	C_RAX(%rbx), %rax
	movq	%rax, 8(%rcx)
	movq	C_RCX(%rbx), %rax
	movq	%rax, 16(%rcx)
	movq	C_RDX(%rbx), %rax
	movq	%rax, 24(%rcx)
	movq	C_R8(%rbx), %r8
	movq	C_R9(%rbx), %r9
	movq	C_R10(%rbx), %r10
	movq	C_R11(%rbx), %r11
	movq	C_R12(%rbx), %r12
	movq	C_R13(%rbx), %r13
	movq	C_R14(%rbx), %r14
	movq	C_R15(%rbx), %r15
	movq	C_RDI(%rbx), %rdi
	movq	C_RSI(%rbx), %rsi
	movq	C_RBP(%rbx), %rbp
	movq	C_RBX(%rbx), %rbx
	movl	$0, %gs:T_IN_HANDLER
	movl	%gs:T_PKRU, %eax
	jmp	gate_resume

stop_handler:
	ud2
	.byte	STOP_HANDLER

/* Nothing can be relied on: end. */
handler_broken:
	movl	$-1, %edi
	call	monitor_broken

/* Named in every sigaction because the kernel asks for one; never used. */
	.globl	signal_restorer
signal_restorer:
	ud2
	.byte	STOP_HANDLER

	.bss
	.balign	8
	.globl	restored_state
restored_state:	.long 0
	.section .note.GNU-stack, "", @progbits
