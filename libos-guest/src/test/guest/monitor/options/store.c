#include "options.h"

static long sum;

long store_add(long n)
{
	sum += n;
	return vault_add(n) + vault_add(n) + sum;
}

int store_read(const volatile char *p) { return *p; }
void store_write(volatile char *p, int value) { *p = value; }

void store_fill(char *p, size_t size)
{
	for (size_t i = 0; i < size; i++)
		p[i] = 's';
}

void *store_inside(void)
{
	void *inside;

	__asm__ volatile("leaq 1f(%%rip), %0\n\tjmp 2f\n1:\tmovl $7, %%eax\n\tret\n2:" : "=r"(inside));
	return inside;
}
