/*
 * Shared code. musl's own start code reads what Linux puts behind the environment, makes a thread
 * block and sets the thread pointer. The first is made up here; the other two are done by whoever
 * started the image, so musl's functions for them are replaced.
 */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include "libc/libc.h"
#include "ukdebug/ukdebug.h"
#include "ukplat/ukplat.h"

#define VARIABLES 500

/* musl's, internal. The second fills in the thread block; it is the same for all of musl's releases. */
void __init_libc(char **environment, char *program);
int __init_tp(void *thread);
/* Ours in the place of musl's. */
void __init_tls(size_t *auxiliary);
int __set_thread_area(void *thread);

/* Environment and auxiliary vector, one behind the other. Everybody's: getenv() is. */
static uintptr_t vector[VARIABLES + 1 + 2 * 3];
static uint64_t randomness[2];

static uintptr_t *put(uintptr_t *to, uintptr_t type, uintptr_t value)
{
	to[0] = type;
	to[1] = value;
	return to + 2;
}

void libc_init(char *program, char **environment)
{
	uintptr_t *to = vector;
	size_t count;

	for (count = 0; environment[count] && count < VARIABLES; count++)
		*to++ = (uintptr_t)environment[count];
	*to++ = 0;
	randomness[0] = ukplat_random();
	randomness[1] = ukplat_random();
	to = put(to, AT_PAGESZ, 4096);
	to = put(to, AT_RANDOM, (uintptr_t)randomness);
	put(to, AT_NULL, 0);
	__init_libc((char **)vector, program);
}

void __init_tls(size_t *auxiliary)
{
	void *thread;

	(void)auxiliary;
	__asm__("mov %%fs:0, %0" : "=r"(thread));
	if (__init_tp(thread) < 0)
		uk_crash("libc", "no thread block");
}

/* The thread pointer is set, and nobody here may set it. */
int __set_thread_area(void *thread)
{
	void *current;

	__asm__("mov %%fs:0, %0" : "=r"(current));
	return thread == current ? 0 : -1;
}
