#include "tree.h"

static __thread long before;

/* Never goes back. */
long uktime_now(void)
{
	long now = ukplat_monotonic_clock();

	before = now > before ? now : before;
	return before;
}

long uktime_weighted(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l, long m)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m;
}
