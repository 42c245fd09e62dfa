# XRSTOR of an area that does not hold PKRU: it becomes 0.
#include "hostile.h"
hostile:
	movl $0x200, %eax
	xorl %edx, %edx
	xrstor area(%rip)
	ret
	.bss
	.balign 64
area:	.skip 4096
	.text
	.size hostile, . - hostile
