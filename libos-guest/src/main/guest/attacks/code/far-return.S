# Into 32-bit code and back: there the same bytes are other instructions, the gate's among them.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	pushq $0x23
	leaq compatible(%rip), %rax
	pushq %rax
	lretq
compatible:
	.code32
	ljmp $0x33, $wide
	.code64
wide:	movl $0x32, %eax
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
