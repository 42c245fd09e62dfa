/*
 * Keys across threads and through a C library: the scenarios of glibc's tst-pkey, written anew.
 *
 * Built with glibc this uses glibc's own pkey_* functions, with musl, which has none, the system
 * calls.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mpk.h"
#include "scenario.h"

#ifndef __GLIBC__
static int pkey_alloc(unsigned flags, unsigned rights)
{
	return key_alloc(flags, rights);
}

static int pkey_free(int key)
{
	return key_free(key);
}

static int pkey_mprotect(void *start, size_t length, int prot, int key)
{
	return key_protect(start, length, prot, key);
}

static int pkey_get(int key)
{
	return (int)key_rights(key);
}

static int pkey_set(int key, unsigned rights)
{
	key_set(key, rights);
	return 0;
}
#endif

enum { COUNT = 4 };

/* Key i was allocated with rights i. */
static int keys[COUNT];
static volatile int *pages[COUNT];
static pthread_barrier_t barrier;

static struct {
	volatile void *address;
	volatile int code;
	volatile int key;
} fault;
static sigjmp_buf back;

static void on_segv(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	fault.address = info->si_addr;
	fault.code = info->si_code;
	fault.key = (int)info->si_pkey;
	siglongjmp(back, 1);
}

static void catch_segv(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = on_segv;
	action.sa_flags = SA_SIGINFO | SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGSEGV, &action, NULL))
		broken("sigaction");
}

/* 1 if the access goes through, 0 if a key stops it. */
static int may(int index, int write)
{
	int rights[COUNT], i;

	/* A jump out of the handler does not bring the rights back, so they are kept here. */
	for (i = 0; i < COUNT; i++)
		rights[i] = pkey_get(keys[i]);
	catch_segv();
	if (sigsetjmp(back, 1) == 0) {
		if (write)
			*pages[index] = 3;
		else
			(void)*pages[index];
		signal(SIGSEGV, SIG_DFL);
		return 1;
	}
	signal(SIGSEGV, SIG_DFL);
	expect(fault.address == pages[index]);
	expect(fault.code == SEGV_PKUERR);
	expect(fault.key == keys[index]);
	for (i = 0; i < COUNT; i++)
		expect(pkey_set(keys[i], (unsigned)rights[i]) == 0);
	return 0;
}

/* What may be done with each page: "rw", "r-", "--". */
static void show_access(void)
{
	int i;

	for (i = 0; i < COUNT; i++) {
		int read = may(i, 0), write = may(i, 1);

		fact("%c%c", read ? 'r' : '-', write ? 'w' : '-');
	}
}

static void show_rights(const char *whose, const int rights[COUNT])
{
	fact("%s=%d%d%d%d", whose, rights[0], rights[1], rights[2], rights[3]);
}

static void get_rights(int rights[COUNT])
{
	int i;

	for (i = 0; i < COUNT; i++)
		rights[i] = pkey_get(keys[i]);
}

struct result {
	int rights[COUNT];
	int access[COUNT];
	pthread_t next;
};

static void *thread(void *result)
{
	get_rights(((struct result *)result)->rights);
	return NULL;
}

static struct result first, second;

/* Waits until the main thread has its keys, then looks, and starts a thread of its own. */
static void *waiting_thread(void *try)
{
	int i;

	pthread_barrier_wait(&barrier);
	get_rights(first.rights);
	if (try)
		for (i = 0; i < COUNT; i++)
			first.access[i] = may(i, 0) || may(i, 1);
	if (pthread_create(&first.next, NULL, thread, &second))
		broken("pthread_create");
	return NULL;
}

static void join_both(pthread_t waiting)
{
	pthread_join(waiting, NULL);
	pthread_join(first.next, NULL);
}

static void minus_one(void)
{
	int *page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	begin("key-minus-one");
	answer("pkey_mprotect", pkey_mprotect(page, PAGE, PROT_READ | PROT_WRITE, -1));
	*(volatile int *)page = 5;
	fact("value=%d", *(volatile int *)page);
	munmap(page, PAGE);
	end();
}

static void allocate(void)
{
	int i;

	for (i = 0; i < COUNT; i++) {
		keys[i] = pkey_alloc(0, (unsigned)i);
		if (keys[i] < 0)
			broken("pkey_alloc");
		expect(pkey_get(keys[i]) == i);
		pages[i] = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (pages[i] == MAP_FAILED ||
		    pkey_mprotect((void *)pages[i], PAGE, PROT_READ | PROT_WRITE, keys[i]))
			broken("pkey_mprotect");
	}
}

/* Allocation opens a key for its caller alone: threads that were there keep theirs closed. */
static void running_thread_gains_nothing(void)
{
	pthread_t waiting;
	int mine[COUNT], i;

	begin("running-thread-gains-nothing");
	if (pthread_create(&waiting, NULL, waiting_thread, &barrier))
		broken("pthread_create");
	allocate();
	get_rights(mine);
	show_rights("mine", mine);
	pthread_barrier_wait(&barrier);
	join_both(waiting);
	show_rights("its", first.rights);
	show_rights("its-thread", second.rights);
	for (i = 0; i < COUNT; i++) {
		expect(first.rights[i] == (int)AD);
		expect(second.rights[i] == (int)AD);
		expect(!first.access[i]);
	}
	end();
}

static void new_thread_inherits(void)
{
	pthread_t other;
	int i;

	begin("new-thread-inherits");
	if (pthread_create(&other, NULL, thread, &second))
		broken("pthread_create");
	pthread_join(other, NULL);
	show_rights("its", second.rights);
	for (i = 0; i < COUNT; i++)
		expect(second.rights[i] == i);
	end();
}

static int in_handler[COUNT];

static void on_usr1(int signal)
{
	(void)signal;
	get_rights(in_handler);
}

static void closed_in_handler(void)
{
	int i;

	begin("closed-in-handler");
	signal(SIGUSR1, on_usr1);
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_DFL);
	show_rights("handler", in_handler);
	for (i = 0; i < COUNT; i++)
		expect(in_handler[i] == (int)AD);
	end();
}

static void as_allocated(void)
{
	begin("as-allocated");
	show_access();
	end();
}

/* Only one key is open at a time, for reading and then for writing too. */
static void one_at_a_time(void)
{
	int write, open, i;

	for (write = 0; write < 2; write++) {
		for (open = 0; open < COUNT; open++) {
			begin("only-key-%d-%s", open, write ? "open" : "readable");
			for (i = 0; i < COUNT; i++) {
				unsigned rights = write ? 0 : WD;

				expect(pkey_set(keys[i], i == open ? rights : AD) == 0);
			}
			show_access();
			for (i = 0; i < COUNT; i++) {
				expect(may(i, 0) == (i == open));
				expect(may(i, 1) == (i == open && write));
			}
			end();
		}
	}
}

/*
 * A freed key is not taken from threads that had it open: when the same number is given out again
 * they still have it. Doubtful, and so it is.
 */
static void freed_key_stays_open(void)
{
	pthread_t waiting;
	int again, i;

	begin("freed-key-stays-open");
	for (i = 0; i < COUNT; i++)
		expect(pkey_set(keys[i], 0) == 0);
	show_access();
	if (pthread_create(&waiting, NULL, waiting_thread, NULL))
		broken("pthread_create");
	answer("free", pkey_free(keys[0]));
	refused("twice", pkey_free(keys[0]), EINVAL);
	again = pkey_alloc(0, WD);
	expect(again == keys[0]);
	fact("mine=%d", pkey_get(again));
	show_access();
	pthread_barrier_wait(&barrier);
	join_both(waiting);
	show_rights("its", first.rights);
	show_rights("its-thread", second.rights);
	expect(first.rights[0] == 0 && second.rights[0] == 0);
	end();
}

static void exhausted(void)
{
	int more[KEYS], count = 0, key;

	begin("exhausted");
	while (count < KEYS && (key = pkey_alloc(0, WD)) >= 0)
		more[count++] = key;
	refused("pkey_alloc", count < KEYS ? -1 : 0, ENOSPC);
	fact("more=%d", count);
	while (count > 0)
		expect(pkey_free(more[--count]) == 0);
	end();
}

#ifdef __GLIBC__
/* glibc checks what it can before it writes PKRU. */
static void library_checks(void)
{
	begin("library-checks");
	refused("set-rights", pkey_set(keys[0], 4), EINVAL);
	refused("set-key", pkey_set(16, 0), EINVAL);
	refused("get-key", pkey_get(-1), EINVAL);
	end();
}
#endif

int main(void)
{
	pthread_barrier_init(&barrier, NULL, 2);
	minus_one();
	running_thread_gains_nothing();
	new_thread_inherits();
	closed_in_handler();
	as_allocated();
	one_at_a_time();
	freed_key_stays_open();
	exhausted();
#ifdef __GLIBC__
	library_checks();
#endif
	return finish();
}
