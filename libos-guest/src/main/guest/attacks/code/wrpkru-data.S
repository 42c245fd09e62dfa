# WRPKRU among constants that lie between functions, as tables of jumps do.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	leaq table(%rip), %r8
	jmp *%r8
table:	.byte 0x0f, 0x01, 0xef, 0xc3
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
