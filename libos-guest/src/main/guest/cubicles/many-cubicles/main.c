/*
 * More cubicles than keys: a processor has 16, of which 13 are left for cubicles. As long as a program
 * goes round few of its cubicles, each keeps its key; when it goes round all 64 in turn, every call finds
 * a cubicle without one, and the pages of another are parked for it.
 *
 *	many-cubicles [ROUNDS]
 */
#include "services.h"
#include "teach/measure.h"
#include "teach/teach.h"

enum { FEW = 8, ALL = 64, ROUNDS = 100, REPETITIONS = 3 };

int main(int count, char **arguments, char **environment);

/* Picoseconds a call, going round the first so many services. */
static long time_round(int services, long calls)
{
#define ENTRY(digits) service_##digits,
	static void (*const all[])(void) = { SERVICES(ENTRY) };
	long start = now();

	for (long i = 0; i < calls; i++)
		all[i % services]();
	return (now() - start) * 1000 / calls;
}

int main(int count, char **arguments, char **environment)
{
	long rounds = count > 1 ? number(arguments[1], 1000000) : ROUNDS, few = 0, all = 0;

	(void)environment;
	for (int i = 0; i < REPETITIONS; i++) {
		few = time_round(FEW, rounds * ALL);
		all = time_round(ALL, rounds * ALL);
	}
	say("picoseconds a call, 8 cubicles in turn %", few);
	say("picoseconds a call, 64 cubicles in turn %", all);
	return 0;
}
