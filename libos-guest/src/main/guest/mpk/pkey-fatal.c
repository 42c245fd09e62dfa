/*
 * Key faults that end the process. Each case is one run of its own:
 *
 *	pkey-fatal CASE
 *
 * prints what it is about to do and is killed by SIGSEGV. A line after that is a failure.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "mpk.h"
#include "scenario.h"

static char *page;
static int key;

static void handler(int signal)
{
	(void)signal;
	/* The key is closed here too, and SIGSEGV is blocked while this runs. */
	*(volatile char *)page = 2;
	printf("the handler wrote to the page\n");
}

static void quiet_handler(int signal)
{
	(void)signal;
	printf("the handler ran\n");
	fflush(stdout);
}

static void install(void (*function)(int), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = function;
	action.sa_flags = flags;
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGSEGV, &action, NULL))
		broken("sigaction");
}

static void break_rule(void)
{
	key_set(key, AD);
	*(volatile char *)page = 1;
}

static void no_handler(void)
{
	break_rule();
}

static void ignored(void)
{
	install(SIG_IGN, 0);
	break_rule();
}

/* A fault cannot wait until its signal is let through again. */
static void blocked(void)
{
	sigset_t set;

	install(quiet_handler, 0);
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	break_rule();
}

static void fault_in_handler(void)
{
	install(handler, 0);
	break_rule();
}

/*
 * The alternate stack has a key that is open when the fault happens, so the frame can be written,
 * and closed in the PKRU that the handler starts with, so the handler faults on its first push.
 */
static void keyed_alternate_stack(void)
{
	static const size_t length = 65536;
	stack_t stack = { .ss_size = length };
	int stack_key = key_alloc(0, 0);

	stack.ss_sp = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack_key < 0 || key_protect(stack.ss_sp, length, PROT_READ | PROT_WRITE, stack_key) ||
	    sigaltstack(&stack, NULL))
		broken("alternate stack");
	install(quiet_handler, SA_ONSTACK);
	break_rule();
}

/* The stack itself: nothing can be pushed, and no frame can be written. */
static void stack_closed(void)
{
	install(SIG_DFL, 0);
	asm volatile("wrpkru\n\tpushq %%rax" : : "a"(0x55555555), "c"(0), "d"(0) : "memory");
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "no-handler", no_handler },
	{ "ignored", ignored },
	{ "blocked", blocked },
	{ "fault-in-handler", fault_in_handler },
	{ "keyed-alternate-stack", keyed_alternate_stack },
	{ "stack-closed", stack_closed },
};

int main(int count, char **arguments)
{
	size_t i;

	key = key_alloc(0, 0);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (key < 0 || page == MAP_FAILED || key_protect(page, PAGE, PROT_READ | PROT_WRITE, key))
		broken("a page with a key");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (count == 2 && strcmp(arguments[1], cases[i].name) == 0) {
			printf("%s\n", cases[i].name);
			fflush(stdout);
			cases[i].run();
			printf("still alive\n");
			return 1;
		}
	}
	fprintf(stderr, "usage: pkey-fatal CASE, one of:\n");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		fprintf(stderr, "  %s\n", cases[i].name);
	return 2;
}
