# The same, the first byte at the end of a page.
#include "hostile.h"
hostile:
	want_all_keys
	jump_inside 1
	.balign 4096
	.skip 4094, 0x90
inside:	movb $0x0f, %al
	addl %ebp, %edi
	ret
	.size hostile, . - hostile
