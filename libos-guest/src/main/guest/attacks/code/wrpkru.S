# All keys, as one asks for them.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	wrpkru
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
