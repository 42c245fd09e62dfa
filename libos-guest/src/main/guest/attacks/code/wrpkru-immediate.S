# WRPKRU and a return in the immediate of a harmless MOV (B8 0F 01 EF C3).
#include "hostile.h"
hostile:
	want_all_keys
	jump_inside 1
inside:	movl $0xc3ef010f, %eax
	ret
	.size hostile, . - hostile
