#include "test.h"

long other_add(long a, long b) { return a + b; }

void other_fill(char *p, size_t size)
{
	for (size_t i = 0; i < size; i++)
		p[i] = 'o';
}

int other_read(const volatile char *p) { return *p; }
long other_chain(long n) { return n * secret_get() + app_twice(n); }
long other_deep(int levels) { return levels ? 1 + lib_deep(levels - 1) : 0; }
