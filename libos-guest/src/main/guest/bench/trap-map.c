/*
 * What trap-and-map costs, step by step.
 *
 *	trap-map [PAGES [ITERATIONS [ROUNDS]]]
 *
 * Two domains, each with PAGES hot pages and a key of its own, and one page that goes to and fro
 * between them: whoever touches it first takes a fault, the handler gives the page the toucher's
 * key with pkey_mprotect, restores the registers by itself (no rt_sigreturn) and goes on. In every
 * domain all hot pages are touched, so that what a change of one page's key does to the others
 * (TLBs that are emptied) is paid for here. A line a round, in nanoseconds:
 *
 *	pages=16 iterations=1000 getppid=310 protect=520 switch=600 fault=2200 map=3900
 *
 * getppid   an empty system call
 * protect   pkey_mprotect of one page that nobody touches
 * switch    WRPKRU, with the hot pages touched
 * fault     the same, and a key fault whose handler opens the key and returns
 * map       the same, and a key fault whose handler changes the page's key
 */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>

#include "mpk.h"
#include "number.h"

#define MAX_PAGES 4096
#define RED_ZONE 128

struct domain {
	char *pages;
	int key;
	uint32_t pkru;
};

static struct domain domains[2];
static char *page;		/* the one that changes hands */
static volatile int remap;	/* the handler changes the page's key, else it opens the key */
static volatile int current;
static volatile long faults;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/*
 * Back to the interrupted code with all of its registers and that PKRU, in the manner of a monitor
 * that may not use rt_sigreturn: flags and RIP are put below the red zone of its stack.
 */
_Noreturn void resume(const greg_t *registers, const void *floating_point, uint32_t pkru);

asm(".text\n"
    "resume:\n"
    "	fxrstor64 (%rsi)\n"
    "	movq	%rdi, %rsi\n"
    "	movl	%edx, %eax\n"
    "	xorl	%ecx, %ecx\n"
    "	xorl	%edx, %edx\n"
    "	movq	120(%rsi), %rdi\n"	/* RSP */
    "	subq	$144, %rdi\n"
    "	movq	136(%rsi), %r8\n"	/* flags */
    "	movq	128(%rsi), %r9\n"	/* RIP */
    "	wrpkru\n"
    "	movq	%r8, (%rdi)\n"
    "	movq	%r9, 8(%rdi)\n"
    "	movq	0(%rsi), %r8\n"
    "	movq	8(%rsi), %r9\n"
    "	movq	16(%rsi), %r10\n"
    "	movq	24(%rsi), %r11\n"
    "	movq	32(%rsi), %r12\n"
    "	movq	40(%rsi), %r13\n"
    "	movq	48(%rsi), %r14\n"
    "	movq	56(%rsi), %r15\n"
    "	movq	80(%rsi), %rbp\n"
    "	movq	88(%rsi), %rbx\n"
    "	movq	96(%rsi), %rdx\n"
    "	movq	104(%rsi), %rax\n"
    "	movq	112(%rsi), %rcx\n"
    "	movq	%rdi, %rsp\n"
    "	movq	64(%rsi), %rdi\n"
    "	movq	72(%rsi), %rsi\n"
    "	popfq\n"
    "	ret	$128\n");

static void on_fault(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *frame = context;
	uint32_t pkru = domains[current].pkru;

	(void)signal;
	faults++;
	if (info->si_addr != page)
		_exit(3);
	/* As a monitor: everything is open to it. */
	wrpkru(0);
	if (remap) {
		if (key_protect(page, PAGE, PROT_READ | PROT_WRITE, domains[current].key))
			_exit(4);
	} else {
		pkru &= domains[0].pkru & domains[1].pkru;
	}
	resume(frame->uc_mcontext.gregs, frame->uc_mcontext.fpregs, pkru);
}

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

/* How an iteration uses the page that changes hands. */
enum use { NOT_AT_ALL, IN_SECOND_DOMAIN, IN_BOTH };

static __attribute__((noinline)) double measure(int pages, long iterations, enum use use)
{
	double start = now();
	long i;

	for (i = 0; i < iterations; i++) {
		current = 0;
		wrpkru(domains[0].pkru);
		touch(domains[0].pages, pages);
		if (use == IN_BOTH)
			*(volatile char *)page = 1;
		current = 1;
		wrpkru(domains[1].pkru);
		touch(domains[1].pages, pages);
		if (use != NOT_AT_ALL)
			*(volatile char *)page = 2;
	}
	start = now() - start;
	wrpkru(0);
	return start / (double)iterations;
}

static double empty_calls(long iterations)
{
	double start = now();
	long i;

	for (i = 0; i < iterations; i++)
		syscall(SYS_getppid);
	return (now() - start) / (double)iterations;
}

static double protections(char *untouched, long iterations)
{
	double start = now();
	long i;

	for (i = 0; i < iterations; i++)
		key_protect(untouched, PAGE, PROT_READ | PROT_WRITE, domains[i & 1].key);
	return (now() - start) / (double)iterations;
}

static char *map(size_t bytes)
{
	char *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return start == MAP_FAILED ? NULL : memset(start, 1, bytes);
}

static int prepare(struct domain *domain, int pages)
{
	size_t length = (size_t)pages * PAGE;

	domain->pages = map(length);
	domain->key = key_alloc(0, 0);
	if (!domain->pages || domain->key < 0
	    || key_protect(domain->pages, length, PROT_READ | PROT_WRITE, domain->key))
		return -1;
	domain->pkru = pkru_with(PKRU_DEFAULT, domain->key, 0);
	return 0;
}

int main(int count, char **arguments)
{
	int pages = count > 1 ? (int)number_of("trap-map", arguments[1], MAX_PAGES) : 16;
	long iterations = count > 2 ? number_of("trap-map", arguments[2], 1000000000) : 10000;
	long rounds = count > 3 ? number_of("trap-map", arguments[3], 1000) : 5;
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	stack_t stack = { .ss_size = 16 * PAGE };
	char *untouched;

	if (count > 4) {
		fprintf(stderr, "usage: trap-map [PAGES [ITERATIONS [ROUNDS]]]\n");
		return 2;
	}
	stack.ss_sp = map(stack.ss_size);
	page = map(PAGE);
	untouched = map(PAGE);
	if (!page || !untouched || !stack.ss_sp || prepare(&domains[0], pages) || prepare(&domains[1], pages)
	    || key_protect(page, PAGE, PROT_READ | PROT_WRITE, domains[0].key)) {
		fprintf(stderr, "trap-map: no memory or no protection keys here\n");
		return 1;
	}
	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	while (rounds--) {
		double call, protect, switched, faulted, mapped;

		wrpkru(0);
		call = empty_calls(iterations);
		protect = protections(untouched, iterations);
		switched = measure(pages, iterations, NOT_AT_ALL) / 2;
		key_protect(page, PAGE, PROT_READ | PROT_WRITE, domains[0].key);
		remap = 0;
		faults = 0;
		faulted = measure(pages, iterations, IN_SECOND_DOMAIN) - 2 * switched;
		if (faults != iterations)
			return 5;
		remap = 1;
		faults = 0;
		mapped = measure(pages, iterations, IN_BOTH) / 2 - switched;
		/* The first touch finds the page where it is. */
		if (faults != 2 * iterations - 1)
			return 6;
		printf("pages=%d iterations=%ld getppid=%.0f protect=%.0f switch=%.0f fault=%.0f map=%.0f\n",
		       pages, iterations, call, protect, switched, faulted, mapped);
		fflush(stdout);
	}
	return 0;
}
