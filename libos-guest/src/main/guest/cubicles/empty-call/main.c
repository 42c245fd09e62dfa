/*
 * What a cross-cubicle call costs when it does nothing: the same loop with the call and without it. Time
 * by the guest's clock, in nanoseconds a call; the last of several repetitions counts, when all is warm.
 *
 *	empty-call [CALLS]
 */
#include "service.h"
#include "teach/measure.h"
#include "teach/teach.h"

enum { CALLS = 100000, REPETITIONS = 4 };

int main(int count, char **arguments, char **environment);

static long loop(long calls, void (*nothing)(void))
{
	long start = now();

	for (long i = 0; i < calls; i++)
		nothing();
	return now() - start;
}

__attribute__((noinline)) static void here(void)
{
	__asm__ volatile("");
}

int main(int count, char **arguments, char **environment)
{
	long calls = count > 1 ? number(arguments[1], 1000000000) : CALLS, across = 0, within = 0;

	(void)environment;
	for (int i = 0; i < REPETITIONS; i++) {
		across = loop(calls, service_nothing);
		within = loop(calls, here);
	}
	say("calls %", calls);
	say("picoseconds a call within the cubicle %", within * 1000 / calls);
	say("picoseconds a call to another cubicle %", across * 1000 / calls);
	return 0;
}
