# The other way into the kernel of 32-bit programs. It returns to the vDSO's 32-bit code, if at all.
#include "hostile.h"
hostile:
	movl $4, %eax
	movl $1, %ebx
	leaq text(%rip), %rcx
	movl $text_end - text, %edx
	movq %rsp, %rbp
	sysenter
	ret
	.section .rodata
text:	.ascii "ESCALATED made a system call of its own\n"
text_end:
	.text
	.size hostile, . - hostile
