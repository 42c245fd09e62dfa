/* A library that keeps vector registers for its callers. */
static char area[16384] __attribute__((aligned(64)));

double kept(double a, double b)
{
	__asm__ volatile(
		"movsd %0, %%xmm3\n\t"
		"xsave %2\n\t"
		"movsd %1, %%xmm3\n\t"
		"xrstor %2\n\t"
		"movsd %%xmm3, %0"
		: "+x"(a) : "x"(b), "m"(area), "a"(-1), "d"(-1) : "xmm3", "memory");
	return a;
}
