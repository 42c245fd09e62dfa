#include "tree.h"

/* Arguments on the stack. */
long store_sum9(long a, long b, long c, long d, long e, long f, long g, long h, long i)
{
	return a + b + c + d + e + f + g + h + i;
}
