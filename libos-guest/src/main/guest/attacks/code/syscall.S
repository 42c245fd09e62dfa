# write(1, text, ...) without asking anybody.
#include "hostile.h"
hostile:
	movl $1, %eax
	movl $1, %edi
	leaq text(%rip), %rsi
	movl $text_end - text, %edx
	syscall
	ret
	.section .rodata
text:	.ascii "ESCALATED made a system call of its own\n"
text_end:
	.text
	.size hostile, . - hostile
