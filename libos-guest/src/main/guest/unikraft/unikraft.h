/*
 * What stands between a Unikraft build tree and the monitor, so that no line of the tree has to change.
 * Components that the builder adds:
 *
 *	uk_heap   shared, first in the order of symbols. It has the name of the tree's allocator, so that everybody
 *	          who allocates does it here: in the caller's cubicle, on the caller's own pages (libos/ukmalloc).
 *	uk_irq    shared, likewise: masks interrupts, of which there are none, without a call of the platform.
 *	uk_pages  in the allocator's cubicle: whole pages from the tree's own allocator, made the caller's.
 *	uk_linux  in the platform's cubicle: what the tree asks of Linux, of the monitor instead.
 *	uk_threads in the scheduler's cubicle, if the tree has a scheduler: its threads, as threads of the monitor's.
 */
#pragma once
#include <stddef.h>


/* uk_pages: a heap of that many bytes for the tree's allocator; its first address, or NULL. */
void *uk_pages_reserve(size_t bytes);
/* Starts the tree's allocator on it. 0, or -1. */
int uk_pages_start(void *base, size_t bytes);
/* Whose they are before and after. */
int uk_pages_cubicle(void);
/* Pages that came from uk_palloc, and belong to this cubicle again. */
void uk_pages_back(void *start, size_t pages);

/*
 * The tree's own allocator is renamed to this. Where its table of operations (struct uk_alloc) has those two the
 * builder finds in debug information, and writes as assembly. The table that everybody uses, uk_heap's own, it writes
 * as constants, so that nobody can change it.
 */
void *uk_allocator_init(void *base, size_t bytes);
extern const size_t uk_alloc_palloc, uk_alloc_pfree;
extern const char uk_heap_table[];

/* uk_linux: why the program cannot go on. */
enum uk_stop {
	UK_STOP_THREADS,		/* more threads than the policy allows */
	UK_STOP_CONTEXT,		/* a switch to a context that no function begins in */
	UK_STOP_RETURNED,		/* a thread's function has returned */
	UK_STOP_POINTER,		/* a thread pointer that is no thread's */
	UK_STOP_CALLS,			/* system calls that the policy does not permit */
	UK_STOP_REASONS
};
_Noreturn void uk_linux_stop(enum uk_stop reason);

/* uk_linux: a SYSCALL instruction of the tree. */
long uk_linux_call(long number, long a, long b, long c, long d, long e, long f);
