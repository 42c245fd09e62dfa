# A far jump through memory: it can change the mode like a far return.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	ljmp *pointer(%rip)
wide:	movl $0x33, %eax
	ret
	.data
pointer:
	.long wide
	.word 0x33
	.text
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
