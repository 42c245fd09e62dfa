#include <cubicle/cubicle.h>

#define ALL "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", \
	"xmm12", "xmm13", "xmm14", "xmm15"

long common_system_call(long number, long a, long b, long c, long d, long e, long f)
{
	/* what a C function may do */
	__asm__ volatile("movq %0, %%xmm3\n\tmovq %0, %%xmm12\n\tstc" : : "r"(number) : ALL);
	if (number == 1000)	/* shows that all arguments arrive */
		return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f + 1000000 * cubicle_self();
	return cubicle_syscall(number, a, b, c, d, e);
}
