# Moves GS, through which the gate finds everything, to a page of the attacker's.
#include "hostile.h"
hostile:
	movq %gs:0, %rsi
	leaq block(%rip), %rdi
	movq %gs:8, %rax
	movq %rax, 8(%rdi)
	movq %gs:16, %rax
	movq %rax, 16(%rdi)
	wrgsbase %rdi
	movq %gs:0, %rax
	wrgsbase %rsi
	ret
	.data
	.balign 4096
block:	.quad 0x600d
	.skip 4088
	.text
	.size hostile, . - hostile
