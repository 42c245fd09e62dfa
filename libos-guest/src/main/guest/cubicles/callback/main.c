/*
 * A callback. The function is static, and nobody but this file knows its name; but its address
 * leaves the cubicle, so what leaves is the address of a trampoline, and the function runs in its
 * own cubicle again, with its own data, whoever calls it.
 *
 *	callback
 */
#include "list.h"
#include "teach/teach.h"

int main(int count, char **arguments, char **environment);

static long sum;

static int add(long number)
{
	sum += number;
	say("added, which makes %", sum);
	return sum < 6;
}

int main(int count, char **arguments, char **environment)
{
	(void)count;
	(void)arguments;
	(void)environment;
	say("the last one was %", list_each(100, add));
	return 0;
}
