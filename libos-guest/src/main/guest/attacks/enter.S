# A jump with every register of the attacker's choice, and the way back. See registers.h.

	.data
	.balign 8
stack:	.quad 0				# of the caller of jump
target:	.quad 0

	.text
	.globl jump
	.type jump, @function
jump:
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, stack(%rip)
	movq %rdi, target(%rip)
	movq %rsi, %rax
	movq 8(%rax), %rbx
	movq 16(%rax), %rcx
	movq 24(%rax), %rdx
	movq 32(%rax), %rsi
	movq 40(%rax), %rdi
	movq 48(%rax), %rbp
	movq 56(%rax), %rsp
	movq 64(%rax), %r8
	movq 72(%rax), %r9
	movq 80(%rax), %r10
	movq 88(%rax), %r11
	movq 96(%rax), %r12
	movq 104(%rax), %r13
	movq 112(%rax), %r14
	movq 120(%rax), %r15
	movq (%rax), %rax
	jmp *target(%rip)

	.globl landing
landing:
	movq stack(%rip), %rsp
	cld
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	ret
	.size jump, . - jump

# Runs with the rights of whoever calls it: leaves 16 bytes of what %fs:0x800 points to in the page
# that is everyone's.
	.globl raw_visitor
	.type raw_visitor, @function
raw_visitor:
	movq %fs:0x800, %rax
	movq (%rax), %rcx
	movq 8(%rax), %rdx
	movq %rcx, %fs:0x808
	movq %rdx, %fs:0x810
	ret
	.size raw_visitor, . - raw_visitor

	.section .note.GNU-stack,"",@progbits
