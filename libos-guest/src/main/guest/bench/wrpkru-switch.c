/*
 * What one WRPKRU costs, with the work of a compartment switch around it.
 *
 *	wrpkru-switch [--nop] [PAGES [ITERATIONS [ROUNDS]]]
 *
 * Two domains, each with PAGES pages and a key of its own. An iteration goes into the first domain
 * and back into the second: two WRPKRU. In each domain one word of every page is touched, loads
 * and stores in turn, as the body of a short call would: a switch that empties a TLB has to pay for
 * filling it again.
 *
 * Every round is measured with WRPKRU and, right after, without it (both domains open), so that
 * the cost of touching can be taken off:
 *
 *	pages=16 iterations=100000 with=812.3 without=62.1 wrpkru=750.2
 *
 * in nanoseconds per switch. --nop measures the second kind alone and needs no protection keys.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "mpk.h"
#include "number.h"

#define MAX_PAGES 4096

struct domain {
	char *pages;
	uint32_t pkru;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/*
 * Each page at another offset: equal offsets would all fall into one set of a first-level cache,
 * and that would be measured instead.
 */
static inline __attribute__((always_inline)) void touch(char *pages, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		volatile uint64_t *word = (uint64_t *)(pages + i * PAGE + i % 64 * 64);

		if (i & 1)
			*word = (uint64_t)i;
		else
			(void)*word;
	}
}

static inline __attribute__((always_inline)) double measure(const struct domain domains[2], int pages,
							    long iterations, int with)
{
	double start = now();
	long i;

	for (i = 0; i < iterations; i++) {
		if (with)
			wrpkru(domains[0].pkru);
		touch(domains[0].pages, pages);
		if (with)
			wrpkru(domains[1].pkru);
		touch(domains[1].pages, pages);
	}
	return (now() - start) / (2.0 * (double)iterations);
}

/* Not inlined into their caller, so that the two loops are laid out alike. */
static __attribute__((noinline)) double with_wrpkru(const struct domain domains[2], int pages, long iterations)
{
	return measure(domains, pages, iterations, 1);
}

static __attribute__((noinline)) double without_wrpkru(const struct domain domains[2], int pages,
						       long iterations)
{
	return measure(domains, pages, iterations, 0);
}

static int prepare(struct domain *domain, int pages, int keyed)
{
	size_t length = (size_t)pages * PAGE;
	int key;

	domain->pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (domain->pages == MAP_FAILED)
		return -1;
	memset(domain->pages, 1, length);
	if (!keyed)
		return 0;
	key = key_alloc(0, 0);
	if (key < 0 || key_protect(domain->pages, length, PROT_READ | PROT_WRITE, key))
		return -1;
	domain->pkru = pkru_with(PKRU_DEFAULT, key, 0);
	return 0;
}

static void measure_round(const struct domain domains[2], int pages, long iterations, int nop)
{
	double with, without;

	if (!nop) {
		with = with_wrpkru(domains, pages, iterations);
		/* Open for both: a key is open where either value has it open. */
		wrpkru(domains[0].pkru & domains[1].pkru);
	}
	without = without_wrpkru(domains, pages, iterations);
	printf("pages=%d iterations=%ld ", pages, iterations);
	if (nop)
		printf("without=%.1f\n", without);
	else
		printf("with=%.1f without=%.1f wrpkru=%.1f\n", with, without, with - without);
	fflush(stdout);
}

int main(int count, char **arguments)
{
	struct domain domains[2];
	int nop = count > 1 && strcmp(arguments[1], "--nop") == 0;
	char **rest = arguments + 1 + nop;
	int left = count - 1 - nop;
	int pages = left > 0 ? (int)number_of("wrpkru-switch", rest[0], MAX_PAGES) : 16;
	long iterations = left > 1 ? number_of("wrpkru-switch", rest[1], 1000000000) : 100000;
	long rounds = left > 2 ? number_of("wrpkru-switch", rest[2], 1000) : 5;

	if (left > 3) {
		fprintf(stderr, "usage: wrpkru-switch [--nop] [PAGES [ITERATIONS [ROUNDS]]]\n");
		return 2;
	}
	if (prepare(&domains[0], pages, !nop) || prepare(&domains[1], pages, !nop)) {
		fprintf(stderr, "wrpkru-switch: no memory or no protection keys here (try --nop)\n");
		return 1;
	}
	/* Both loops once, so that no round pays for translating them. */
	if (!nop) {
		with_wrpkru(domains, pages, 100);
		wrpkru(domains[0].pkru & domains[1].pkru);
	}
	without_wrpkru(domains, pages, 100);
	while (rounds--)
		measure_round(domains, pages, iterations, nop);
	return 0;
}
