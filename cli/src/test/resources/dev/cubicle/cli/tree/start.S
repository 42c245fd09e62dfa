/* Without types and sizes, as boot code is. */
	.text
	.globl _liblinuxuplat_start
_liblinuxuplat_start:
	movl	(%rsp), %edi
	leaq	8(%rsp), %rsi
	andq	$-16, %rsp
	call	_liblinuxuplat_entry
	ud2

	.globl linux_call
linux_call:
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	syscall
	ret
	.section .note.GNU-stack,"",@progbits
