/* What takes two threads: one does what is permitted, the other changes it meanwhile. */
#include "attacker.h"
#include "inner.h"
#include "victim.h"

#define SYS_read	0
#define SYS_open	2
#define SYS_sched_yield 24

/* Enough luck, if there is any: so often the other thread has been seen to run in between. */
#define CHANGES 60
#define TIMES	1000000

static volatile int step;
static const char *volatile told;
/* What two threads look at at the same time begins as a name that may be opened, or that may not. */
static volatile char path[] = "/xroc/self/maps";

static void wait_for(int value)
{
	while (step < value)
		cubicle_syscall(SYS_sched_yield, 0, 0, 0, 0, 0);
}

static int thread(void (*entry)(void *))
{
	int number = cubicle_thread_create(entry, NULL);
	if (number < 0)
		refused(number);
	return number;
}

static void listen_and_stay(const char *where)
{
	told = where;
	step = 1;
	wait_for(2);
}

static void confide(void *unused)
{
	(void)unused;
	victim_confide(listen_and_stay);
}

/* The victim is in a call on another thread, with the secret on the stack that it has there. */
static void thread_stack(const unsigned long *n)
{
	(void)n;
	if (thread(confide) < 0)
		return;
	wait_for(1);
	read_secret(told);
}

static void write_on(void *unused)
{
	(void)unused;
	wait_for(1);
	while (step < 3) {
		*(volatile char *)kept = 'k';
		if (step == 1)
			step = 2;
	}
	overwrite(kept);
	step = 4;
}

/* In the call that lends the buffer: until the other thread has it, too. */
static void share(void)
{
	step = 1;
	wait_for(2);
}

static void thread_window(const unsigned long *n)
{
	(void)n;
	if (thread(write_on) < 0)
		return;
	while_kept = share;
	victim_order();
	step = 3;
	wait_for(4);
}

static void flip(void *unused)
{
	(void)unused;
	for (unsigned i = 0; step == 0; i++)
		path[1] = i & 64 ? 'p' : 'x';
}

static void thread_path(const unsigned long *n)
{
	(void)n;
	char byte;
	long result = 0, before = 0;
	int flipper = thread(flip), changes = 0;
	for (int i = 0; i < TIMES && changes < CHANGES && flipper > 0; i++, before = result) {
		result = cubicle_syscall(SYS_open, (long)path, 0, 0, 0, 0);
		if (result >= 0 && cubicle_syscall(SYS_read, result, (long)&byte, 1, 0, 0) == 1) {
			escalated("read a file of /proc");
			return;
		}
		changes += result != before;
	}
	step = 1;
	refused(result);
}

/* numbers: a function inside the victim. Not an entry point. */
static void thread_entry(const unsigned long *n)
{
	int number = thread((void (*)(void *))n[0]);
	if (number > 0 && cubicle_thread_join(number) == 0)
		escalated("a thread ran another's code");
}

const struct attack thread_attacks[] = {
	{ "thread-stack", thread_stack },
	{ "thread-window", thread_window },
	{ "thread-path", thread_path },
	{ "thread-entry", thread_entry },
	{ 0, 0 },
};
