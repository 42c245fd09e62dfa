# WRPKRU among constants that lie between functions, as tables of jumps do.
#include "hostile.h"
hostile:
	want_all_keys
	leaq table(%rip), %r8
	jmp *%r8
table:	.byte 0x0f, 0x01, 0xef, 0xc3
	.size hostile, . - hostile
