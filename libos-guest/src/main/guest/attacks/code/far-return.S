# Into 32-bit code and back: there the same bytes are other instructions, the gate's among them.
#include "hostile.h"
hostile:
	subq $16, %rsp			# the far pointer back
	leaq wide(%rip), %rax
	movl %eax, (%rsp)
	movl $0x33, 4(%rsp)
	pushq $0x23
	leaq compatible(%rip), %rax
	pushq %rax
	lretq
compatible:
	.code32
	ljmp *(%esp)
	.code64
wide:	addq $16, %rsp
	movl $0x32, %eax
	ret
	.size hostile, . - hostile
