# All keys, as one asks for them.
#include "hostile.h"
hostile:
	want_all_keys
	wrpkru
	ret
	.size hostile, . - hostile
