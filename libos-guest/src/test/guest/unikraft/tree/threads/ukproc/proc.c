/* Numbers for threads: each knows its own, in a variable that others find, too. */
#include "threads.h"

static __thread int number = -1;
static int given, alive;

static int begin(struct uk_thread *child, struct uk_thread *parent)
{
	(void)child;
	number = parent && uk_thread_variable(parent, number) < 0 ? -2 : given++;
	alive++;
	return 0;
}

static void end(struct uk_thread *child)
{
	if (uk_thread_variable(child, number) != number)
		ukplat_terminate(98);
	number = -1;
	alive--;
}
THREAD_INITIALISER(begin, end, 2);

int ukproc_number(void)
{
	return number;
}

int ukproc_number_of(struct uk_thread *t)
{
	return uk_thread_variable(t, number);
}

int ukproc_count(void)
{
	return alive;
}

long ukproc_peek(const long *where)
{
	return *where;
}
