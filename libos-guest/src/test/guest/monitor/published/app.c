/* app WHAT: 100 rounds of it, and then says "ok" if everybody saw what keeper had written. */
#include "published.h"

#define ROUNDS 100

int app_main(int argc, char **argv, char **envp)
{
	char what = argv[1][0];
	int expected = 1, wrong = 0;

	for (int i = 0; i < ROUNDS; i++) {
		if (what == 'c') {		/* count */
			keeper_count();
			expected++;
		}
		if (what == 'p')		/* private */
			two_reads_private();
		if (what == 'w' && i == 1)	/* write */
			two_writes();
		wrong |= one_reads() != expected || two_reads() != expected;
	}
	cubicle_syscall(1, 1, (long)(wrong ? "no\n" : "ok\n"), 3, 0, 0);
	return 0;
}
