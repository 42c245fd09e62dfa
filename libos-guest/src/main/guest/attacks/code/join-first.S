# Ends with the first byte of WRPKRU. The object behind it begins with the others.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	leaq inside(%rip), %r8
	jmp *%r8
	.size hostile, . - hostile
	.byte 0xb0
inside:	.byte 0x0f
	.section .note.GNU-stack,"",@progbits
