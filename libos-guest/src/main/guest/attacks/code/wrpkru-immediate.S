# WRPKRU and a return in the immediate of a harmless MOV (B8 0F 01 EF C3).
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
inside:	movl $0xc3ef010f, %eax
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
