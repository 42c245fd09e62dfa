/*
 * Breaks a rule and has no handler for it: ends with SIGSEGV. The functions have telling names
 * because a fault report shows them.
 */
#include <stdio.h>
#include <sys/mman.h>

#include "mpk.h"

static __attribute__((noinline)) void write_somebody_elses_page(volatile char *page)
{
	*page = 'X';
}

int main(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int key = key_alloc(0, 0);

	if (page == MAP_FAILED || key < 0 || key_protect(page, PAGE, PROT_READ | PROT_WRITE, key)) {
		perror("violation");
		return 1;
	}
	*page = 'A';
	key_set(key, WD);
	printf("The page holds '%c' and its key is now closed for writing.\n", *page);
	fflush(stdout);
	write_somebody_elses_page(page);
	printf("The write was not stopped: it holds '%c'.\n", *page);
	return 1;
}
