# The same, the first byte at the end of a page.
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
	.balign 4096
	.skip 4094, 0x90
inside:	movb $0x0f, %al
	addl %ebp, %edi
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
