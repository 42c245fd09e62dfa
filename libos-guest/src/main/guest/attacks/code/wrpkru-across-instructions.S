# B0 [0F] | [01 EF]: the end of one instruction and the whole of the next.
#include "hostile.h"
hostile:
	want_all_keys
	jump_inside 1
inside:	movb $0x0f, %al
	addl %ebp, %edi
	ret
	.size hostile, . - hostile
