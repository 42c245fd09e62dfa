# A far jump through memory: it can change the mode like a far return.
#include "hostile.h"
hostile:
	ljmp *pointer(%rip)
wide:	movl $0x33, %eax
	ret
	.data
pointer:
	.long wide
	.word 0x33
	.text
	.size hostile, . - hostile
