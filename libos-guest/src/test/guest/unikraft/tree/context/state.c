/* Vector registers in memory, by XSAVE where there is XSAVE. */
#include "tree.h"

static size_t state_size = 512;
static int has_xsave;

static void cpuid(unsigned leaf, unsigned *b, unsigned *c)
{
	unsigned a = leaf, d;

	*c = 0;
	__asm__ volatile("cpuid" : "+a"(a), "=b"(*b), "+c"(*c), "=d"(d));
}

static void look_at_cpu(void)
{
	unsigned b, c;

	cpuid(1, &b, &c);
	if (c & 1u << 27) {
		has_xsave = 1;
		cpuid(0xd, &b, &c);
		state_size = b;
	}
}
CONSTRUCTOR(look_at_cpu, 0);

size_t ukarch_ectx_size(void)
{
	return state_size;
}

size_t ukarch_ectx_align(void)
{
	return 64;
}

void ukarch_ectx_store(void *state)
{
	if (has_xsave)
		__asm__ volatile("xsave (%0)" : : "r"(state), "a"(-1), "d"(-1) : "memory");
	else
		__asm__ volatile("fxsave (%0)" : : "r"(state) : "memory");
}

void ukarch_ectx_load(void *state)
{
	if (has_xsave)
		__asm__ volatile("xrstor (%0)" : : "r"(state), "a"(-1), "d"(-1));
	else
		__asm__ volatile("fxrstor (%0)" : : "r"(state));
}
