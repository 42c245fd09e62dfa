/* Vector registers in memory, by XSAVE where there is XSAVE; and the thread's variables. */
#include "tree.h"

extern const char _tls_start[], _etdata[], _tls_end[];

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

size_t ukarch_tls_tcb_size(void)
{
	return 2 * sizeof(uint64_t);
}

/* The variables end where the control block begins. None of them is aligned to more than a pointer. */
static size_t variables_size(void)
{
	return ALIGN_UP((size_t)(_tls_end - _tls_start), 8);
}

size_t ukarch_tls_area_size(void)
{
	return variables_size() + ukarch_tls_tcb_size();
}

uintptr_t ukarch_tls_area_init(void *area)
{
	size_t filled = (size_t)(_etdata - _tls_start);
	uint64_t *control = (uint64_t *)((char *)area + variables_size());
	char *start = (char *)control - variables_size();

	memset(start, 0, variables_size());
	memcpy(start, _tls_start, filled);
	control[0] = (uintptr_t)control;
	control[1] = 0;
	return (uintptr_t)control;
}
