# B0 [0F] | [01 EF]: the end of one instruction and the whole of the next.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	leaq inside(%rip), %r8
	incq %r8
	jmp *%r8
inside:	movb $0x0f, %al
	addl %ebp, %edi
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
