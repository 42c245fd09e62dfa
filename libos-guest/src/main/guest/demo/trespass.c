/*
 * Calls code on a page whose key is closed. Keys do not control instruction fetches, so that the
 * code runs; under the tag-wide no-execute extension the call is stopped.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "mpk.h"

static const unsigned char answer[] = {
	0xb8, 42, 0, 0, 0, /* mov $42, %eax */
	0xc3,              /* ret */
};

static __attribute__((noinline)) int call_somebody_elses_code(void *page)
{
	int (*function)(void);
	int result;

	memcpy(&function, &page, sizeof function);
	result = function();
	/* Keeps the call a call: a jump would leave no return address. */
	asm volatile("" : "+r"(result));
	return result;
}

int main(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int key = key_alloc(0, 0);

	if (page == MAP_FAILED || key < 0) {
		perror("trespass");
		return 1;
	}
	memcpy(page, answer, sizeof answer);
	if (key_protect(page, PAGE, PROT_READ | PROT_EXEC, key)) {
		perror("trespass");
		return 1;
	}
	key_set(key, AD);
	printf("The page holds code and its key is now closed.\n");
	fflush(stdout);
	printf("The code ran all the same and answered %d.\n", call_somebody_elses_code(page));
	return 0;
}
