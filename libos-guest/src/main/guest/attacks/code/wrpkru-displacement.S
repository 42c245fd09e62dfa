# WRPKRU and a return in the displacement of a load (8B 88 0F 01 EF C3).
#include "hostile.h"
hostile:
	want_all_keys
	jump_inside 2
inside:	movl -0x3c10fef1(%rax), %ecx
	ret
	.size hostile, . - hostile
