/*
 * More cubicles than keys: a processor has 16, of which 13 are left for cubicles. As long as a program
 * goes round few of its cubicles, each keeps its key; when it goes round all 64 in turn, every call finds
 * a cubicle without one, and the pages of another are parked for it.
 *
 *	many-cubicles [ROUNDS]
 */
#include <sys/syscall.h>
#include <time.h>

#include "services.h"
#include "teach/teach.h"

enum { FEW = 8, ALL = 64, ROUNDS = 100, REPETITIONS = 3 };

int main(int count, char **arguments, char **environment);

static long now(void)
{
	struct timespec t = { 0, 0 };

	cubicle_syscall(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&t, 0, 0, 0);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

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

static long number(const char *text)
{
	long n = 0;

	for (; *text >= '0' && *text <= '9' && n < 1000000; text++)
		n = 10 * n + *text - '0';
	return n;
}

int main(int count, char **arguments, char **environment)
{
	long rounds = count > 1 ? number(arguments[1]) : ROUNDS, few = 0, all = 0;

	(void)environment;
	if (rounds < 1)
		rounds = 1;
	for (int i = 0; i < REPETITIONS; i++) {
		few = time_round(FEW, rounds * ALL);
		all = time_round(ALL, rounds * ALL);
	}
	say("picoseconds a call, 8 cubicles in turn %", few);
	say("picoseconds a call, 64 cubicles in turn %", all);
	return 0;
}
