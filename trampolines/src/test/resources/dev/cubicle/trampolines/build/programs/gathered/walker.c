#include "gathered.h"

extern teller *const tellers_start[], *const tellers_end[];
extern teller *steps_start[], *steps_end[];
extern const long nothing_start[], nothing_end[];
extern const char initial_start[], initial_data_end[], initial_end[];
extern long own_size;

static __thread int zero __attribute__((aligned(64)));
static __thread int answer = 42;
__thread int other = 1;

int far(void), which(void), assembly(int);
int nowhere(void) __attribute__((weak));
int __attribute__((weak)) which(void) { return 1; }
int __attribute__((weak)) fallback(void) { return 7; }

/* What starts a thread by hand does: a copy of the initial values below a pointer of one's own. */
static int copied(void)
{
	static char block[64 * 1024] __attribute__((aligned(4096)));
	char *pointer, *mine;
	unsigned long size = (initial_end - initial_start + 63) & ~63UL;

	for (int i = 0; i < initial_data_end - initial_start; i++)
		((volatile char *)block)[i] = initial_start[i];
	__asm__("mov %%fs:0, %0" : "=r"(pointer));
	mine = block + size + ((char *)&answer - pointer);
	return *(int *)mine + *(int *)(block + size + ((char *)&zero - pointer));
}

TELL(walker, 5, 0.walker);

int app_main(int argc, char **argv, char **envp)
{
	for (teller *const *t = tellers_start; t < tellers_end; t++)
		print("%s ", (*t)());
	print("\n");
	for (teller **t = steps_start; t < steps_end; t++)
		print("%s ", (*t)());
	print("\n%d entries of nothing\n", (int)(nothing_end - nothing_start));
	answer = 5;
	zero = 6;
	print("%d %d %d\n", copied(), other, (int)own_size);
	print("%d %d %d %d %d\n", which(), far(), nowhere ? 1 : 0, assembly(20), fallback());
	return 0;
}
