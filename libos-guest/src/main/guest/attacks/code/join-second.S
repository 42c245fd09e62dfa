# Begins with the last two bytes of WRPKRU: add %ebp, %edi.
	.text
	.globl joined
	.type joined, @function
joined:
	addl %ebp, %edi
	ret
	.size joined, . - joined
	.section .note.GNU-stack,"",@progbits
