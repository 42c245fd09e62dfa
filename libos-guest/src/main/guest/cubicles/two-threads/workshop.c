/* The second cubicle. Its data is its own on every thread that comes by: that is how they meet. */
#include <sys/syscall.h>

#include "teach/teach.h"
#include "workshop.h"

#define WAIT 0
#define WAKE 1

static long *work;
static size_t work_size;
static int begun, ordered, done, closing, worker;
static __thread long finished;

static int load(int *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void add(int *word)
{
	__atomic_fetch_add(word, 1, __ATOMIC_RELEASE);
	cubicle_syscall(SYS_futex, (long)word, WAKE, 1, 0, 0);
}

static void wait_while(int *word, int value)
{
	while (load(word) == value)
		cubicle_syscall(SYS_futex, (long)word, WAIT, value, 0, 0);
}

/* The worker's thread. The numbers are the office's: each page comes with the first touch. */
static void run(void *name)
{
	int next = load(&ordered);
	size_t i;

	say("the worker's thread begins, and was told %", *(const int *)name);
	for (add(&begun);; next++) {
		wait_while(&ordered, next);
		if (closing)
			break;
		for (i = 0; i < work_size; i++)
			work[i] *= work[i];
		finished++;
		say("% numbers squared", (long)work_size);
		add(&done);
	}
	say("the worker's thread ends: orders finished on it: %", finished);
}

int workshop_open(void)
{
	static int name = 7;
	int before = load(&begun);

	closing = 0;
	worker = cubicle_thread_create(run, &name);
	if (worker > 0)
		wait_while(&begun, before);
	return worker;
}

void workshop_order(long *numbers, size_t count)
{
	work = numbers;
	work_size = count;
	add(&ordered);
}

void workshop_wait(void)
{
	int all = load(&ordered), now;

	while ((now = load(&done)) != all)
		wait_while(&done, now);
}

long workshop_finished(void)
{
	return finished;
}

int workshop_close(void)
{
	closing = 1;
	add(&ordered);
	return cubicle_thread_join(worker);
}
