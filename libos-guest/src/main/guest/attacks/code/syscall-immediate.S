# SYSCALL and a return in an immediate (B9 0F 05 C3 90).
#include "hostile.h"
hostile:
	movl $1, %eax
	movl $1, %edi
	leaq text(%rip), %rsi
	movl $text_end - text, %edx
	jump_inside 1
inside:	movl $0x90c3050f, %ecx
	ret
	.section .rodata
text:	.ascii "ESCALATED made a system call of its own\n"
text_end:
	.text
	.size hostile, . - hostile
