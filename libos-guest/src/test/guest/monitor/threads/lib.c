#include "lib.h"

static char secret[PAGE] __attribute__((aligned(PAGE))) = "closed";
static __thread long mine;
static struct { long *counter, times; } job;

long lib_sum(long a, long b, long c, long d, long e, long f, long g, size_t count, long *numbers)
{
	long sum = a + b + c + d + e + f + g;

	for (size_t i = 0; i < count; i++)
		sum += numbers[i]++;
	return sum;
}

void lib_twice(long *number)
{
	*number *= 2;
}

static void count(void *unused)
{
	(void)unused;
	for (long i = 0; i < job.times; i++)
		__atomic_fetch_add(job.counter, 1, __ATOMIC_RELAXED);
}

int lib_count(long *counter, long times)
{
	job.counter = counter;
	job.times = times;
	return cubicle_thread_create(count, 0);
}

int lib_join(int thread)
{
	return cubicle_thread_join(thread);
}

long lib_call_back(long (*callback)(long), long n)
{
	return callback(n) + 1;
}

const char *lib_secret(void)
{
	return secret;
}

void lib_spin(volatile int *until)
{
	while (!*until)
		cubicle_syscall(24, 0, 0, 0, 0, 0);
}

void lib_end(long *numbers, size_t size)
{
	(void)size;
	numbers[0] = 8;
	cubicle_syscall(60, 0, 0, 0, 0, 0);
}

long lib_peek(const long *number)
{
	return *number;
}

long lib_mine(long n)
{
	return mine += n;
}

int lib_pointer(void *pointer)
{
	return (int)cubicle_syscall(158, 0x1002, (long)pointer, 0, 0, 0);
}
