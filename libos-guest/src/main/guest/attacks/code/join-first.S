# Ends with the first byte of WRPKRU. The object behind it begins with the others.
#include "hostile.h"
hostile:
	want_all_keys
	jump_inside 0
	.size hostile, . - hostile
	.byte 0xb0
inside:	.byte 0x0f
