/* From the kernel into boot(), and from boot() into the first cubicle. */
#include "monitor.h"

	.text
function _start
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	andq	$-16, %rsp
	call	boot
	ud2

/*
 * All keys, for good. Boot code alone may end up behind this WRPKRU: whoever jumps here later finds
 * that the monitor has booted.
 */
function boot_open_all
	clear	eax, ecx, edx
	wrpkru
	testl	%eax, %eax
	jnz	stop_start
	.byte	0x48, 0xff, 0xc0		# 64-bit code: 1; 32-bit code (DEC, INC): 0
	jz	stop_start
	cmpl	$0, boot_done
	jne	stop_start
	ret
stop_start:
	ud2

/*
 * long thread_enter(row, rdi, rsi, rdx): a cross-cubicle call by the monitor, as cubicle 0, with an empty
 * shadow stack. The gate comes back here with PKRU 0, which is cubicle 0's.
 */
function thread_enter
	pushq	%rbx
	movl	%edi, %r11d
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	call	cubicle_gate_call
	popq	%rbx
	ret

/* Where clone leaves a created thread: its stack holds this address and the thread block's. */
function thread_child
	popq	%rdi
	xorl	%ebp, %ebp
	call	thread_main
	ud2
