# Code on a page that may be written: it makes its WRPKRU as it goes.
	.section .code, "awx", @progbits
	.globl hostile
	.type hostile, @function
hostile:
	movb $0x0f, place(%rip)
	movb $0x01, place+1(%rip)
	movb $0xef, place+2(%rip)
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	jmp place
	.balign 64
place:	nop
	nop
	nop
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
