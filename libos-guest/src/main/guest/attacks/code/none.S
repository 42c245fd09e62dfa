# No hostile code: what the attacker's image holds for all the other attacks.
	.text
	.globl hostile
	.type hostile, @function
hostile:
	xorl %eax, %eax
	ret
	.size hostile, . - hostile
	.section .note.GNU-stack,"",@progbits
