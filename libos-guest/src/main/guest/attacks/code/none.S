# No hostile code: what the attacker's image holds for all the other attacks.
#include "hostile.h"
hostile:
	xorl %eax, %eax
	ret
	.size hostile, . - hostile
