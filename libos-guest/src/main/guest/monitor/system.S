/*
 * long monitor_syscall(number, a, b, c, d, e): a system call of the monitor's own. Jumping to its SYSCALL
 * is of no use: the kernel's filter wants the cookie in R9, and that lies on a page with key 0.
 */
#include "monitor.h"

	.text
function monitor_syscall
	movl	%edi, %eax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	syscall_cookie, %r9
	syscall
	xorl	%r9d, %r9d
#ifndef WITHOUT_COMPARE
	cmpb	$0, syscall_compare		# not before the monitor has opened all keys
	je	1f
	movq	%rax, %r8
	xorl	%ecx, %ecx
	rdpkru
	testl	%eax, %eax
	jnz	stop_syscall_pkru
	movq	%r8, %rax
	xorl	%r8d, %r8d
1:
#endif
	ret
stop_syscall_pkru:
	ud2
