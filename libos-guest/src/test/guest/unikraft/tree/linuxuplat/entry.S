/* The kernel starts here. No function's type, no size: as assembly is often written. */
	.text
	.globl	_liblinuxuplat_start
_liblinuxuplat_start:
	xorl	%ebp, %ebp
	movl	(%rsp), %edi
	leaq	8(%rsp), %rsi
	andq	$-16, %rsp
	call	_liblinuxuplat_entry
	ud2

	.globl	__restorer
__restorer:
	movl	$15, %eax
	syscall
	.section .note.GNU-stack, "", @progbits
