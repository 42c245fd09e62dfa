/* Neither types nor sizes. */
	.text
	.globl	context_begin
context_begin:
	popq	%rdi
	popq	%rsi
	ret

/* void ukarch_ctx_switch(struct ukarch_ctx *store, struct ukarch_ctx *load) */
	.globl	ukarch_ctx_switch
ukarch_ctx_switch:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	leaq	1f(%rip), %rax
	movq	%rax, (%rdi)
	movq	%rsp, 8(%rdi)
	movq	8(%rsi), %rsp
	jmp	*(%rsi)
1:	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	.section .note.GNU-stack, "", @progbits
