/* long ukarch_ctx_run(void *stack_top, long (*function)(long), long argument): on another stack. Neither type nor size. */
	.text
	.globl	ukarch_ctx_run
ukarch_ctx_run:
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdi, %rsp
	andq	$-16, %rsp
	movq	%rdx, %rdi
	call	*%rsi
	leave
	ret
	.section .note.GNU-stack, "", @progbits
