/*
 * Two workers take turns, in the middle of calls of other libraries, and find what is theirs as it was: variables,
 * stacks, errno, the rounding mode. Others begin and end in large numbers, or are ended before they begin.
 */
#include "threads.h"

#define WORKERS 2

static int many, leak;
PARAMETER(many);
PARAMETER(leak);

static __thread long mine = 5;
static const long *volatile place;
static int finished, run;

struct sum {
	long worker, hashes, files;
	long pattern[32];
};

/* Called by the file system, which the other worker then calls as well. */
static int count_file(void *argument, unsigned long hash, size_t size)
{
	struct sum *sum = argument;

	(void)size;
	uk_sched_yield();
	mine += sum->worker;
	sum->hashes += (long)(hash & 0xff);
	sum->files++;
	return 1;
}

static int rounding(void)
{
	uint32_t control;

	__asm__ volatile("stmxcsr %0" : "=m"(control));
	return (int)(control >> 13 & 3);
}

static void round_to(uint32_t mode)
{
	uint32_t control = 0x1f80 | mode << 13;

	__asm__ volatile("ldmxcsr %0" : : "m"(control));
}

static void work(long worker)
{
	struct sum sum = { .worker = worker };
	char name[16];
	int same = 1;

	round_to((uint32_t)worker + 1);
	for (int i = 0; i < 32; i++)
		sum.pattern[i] = worker * 100 + i;
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "/%ld%d", worker, i);
		vfs_close(vfs_open(name, 1));
		uk_sched_yield();
	}
	errno = (int)worker + 30;
	place = worker == 0 ? &mine : place;
	for (int i = 0; i < 2; i++)
		vfs_each(count_file, &sum);
	for (int i = 0; i < 32; i++)
		same &= sum.pattern[i] == worker * 100 + i;
	printf("worker %ld: number %d of %d, mine %ld, files %ld, hashes %ld, errno %d, rounding %d, opened %d, stack %d\n",
	       worker, ukproc_number(), ukproc_count(), mine, sum.files, sum.hashes, errno, rounding(), vfs_opened(), same);
	finished++;
	uk_thread_exit();
}

static void be_short(long n)
{
	mine += n;
	run += mine == n + 5;
	uk_thread_exit();
}

/* Without storage of its own: it may not touch any. */
static void be_plain(long n)
{
	run += (int)n;
	uk_sched_yield();
	run += (int)n;
	uk_thread_exit();
}

static void wait_on(long n)
{
	(void)n;
	for (;;)
		uk_sched_yield();
}

static void short_lives(void)
{
	for (int i = 0; i < 40; i++) {
		if (!uk_thread_create("short", be_short, i, UKTLS))
			printf("thread %d could not be made\n", i);
		uk_sched_yield();
		if (i % 8 == 7)
			uk_thread_sleep(10000);	/* the idle thread collects them */
	}
	printf("short lives: %d, alive %d\n", run, ukproc_count());
	run = 0;
	uk_thread_create("plain", be_plain, 7, 0);
	uk_thread_sleep(10000);
	printf("without storage: %d\n", run);
	for (int i = 0; i < 20; i++) {
		struct uk_thread *t = uk_thread_create("late", wait_on, i, UKTLS);
		if (i % 2)
			uk_sched_yield();
		uk_thread_kill(t);
	}
	printf("ended by another: alive %d\n", ukproc_count());
}

static void together(void)
{
	for (int i = 0; i < many; i++)
		if (!uk_thread_create("one of many", wait_on, i, UKTLS))
			printf("thread %d could not be made\n", i);
	uk_sched_yield();
	printf("together: %d\n", ukproc_count());
}

int main(int argc, char **argv)
{
	struct uk_thread *worker[WORKERS];

	(void)argv;
	printf("number %d, of %d\n", ukproc_number(), ukproc_count());
	for (long i = 0; i < WORKERS; i++)
		worker[i] = uk_thread_create("worker", work, i, UKTLS);
	uk_sched_yield();
	for (int i = 0; i < WORKERS; i++)
		printf("worker %d has number %d\n", i, ukproc_number_of(worker[i]));
	while (!finished && !(leak && place))
		uk_sched_yield();
	if (leak == 1)
		printf("peek: %d\n", ukproc_peek(place) >= 0);
	if (leak == 2)
		printf("peek: %d\n", ukproc_peek((const long *)worker) != 0);
	while (finished < WORKERS)
		uk_sched_yield();
	uk_thread_sleep(100000);
	printf("mine %ld, rounding %d, alive %d, errno %d\n", mine, rounding(), ukproc_count(), errno);
	short_lives();
	together();
	return argc > 1 ? 4 : 0;
}
