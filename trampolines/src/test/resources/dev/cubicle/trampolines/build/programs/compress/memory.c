/* An allocator without system calls. */
#include <stddef.h>

static char pool[4 << 20] __attribute__((aligned(64)));
static size_t used;

void *malloc(size_t size)
{
	void *block = pool + used;
	used += (size + 63) & -64ul;
	return used <= sizeof(pool) ? block : NULL;
}

void free(void *block)
{
}

long no_system_call(long number, long a, long b, long c, long d, long e, long f)
{
	return -38;
}
