# WRPKRU and a return in the displacement of a load (8B 88 0F 01 EF C3).
	.text
	.globl hostile
	.type hostile, @function
hostile:
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	leaq inside(%rip), %r8
	addq $2, %r8
	jmp *%r8
inside:	movl -0x3c10fef1(%rax), %ecx
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
