/* How hostile code begins. */
	.section .note.GNU-stack,"",@progbits
	.text
	.globl hostile
	.type hostile, @function

/* What WRPKRU wants, for all keys to be open. */
	.macro want_all_keys
	xorl %eax, %eax
	xorl %ecx, %ecx
	xorl %edx, %edx
	.endm

/* To so many bytes behind the label "inside". */
	.macro jump_inside distance
	leaq inside(%rip), %r8
	.if \distance == 1
	incq %r8
	.elseif \distance > 1
	addq $\distance, %r8
	.endif
	jmp *%r8
	.endm
