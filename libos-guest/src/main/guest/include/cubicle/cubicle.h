/*
 * What a cubicle can ask of the monitor. Every function but cubicle_self is a cross-cubicle call.
 * Results: non-negative, or a negative errno value. See docs/image.md.
 */
#pragma once
#include <stddef.h>

/* The number of the cubicle that runs; shared code gets its caller's. */
static inline int cubicle_self(void)
{
	int self;
	__asm__("movl %%gs:0x10, %0" : "=r"(self));
	return self;
}

/* The cubicle of that name, or -ENOENT. */
int cubicle_find(const char *name);

/*
 * Windows. A window belongs to the cubicle that made it; only the owner may change it, and may add
 * only pages that it owns. Whole pages are opened: what shares a page with the range is open too.
 */
int cubicle_window_init(void);				/* -> window */
int cubicle_window_add(int window, const void *start, size_t size);
int cubicle_window_remove(int window, const void *start);
int cubicle_window_open(int window, int cubicle);	/* for reading and writing */
int cubicle_window_open_read(int window, int cubicle);
int cubicle_window_close(int window, int cubicle);	/* all of these take effect at once */
int cubicle_window_close_all(int window);
int cubicle_window_destroy(int window);

/*
 * Pages of 4096 bytes from the pool, zeroed, owned by the caller; NULL when the limit is reached. -EBUSY for
 * pages of a buffer of a call that has not returned.
 */
void *cubicle_pages_alloc(size_t pages);
int cubicle_pages_free(void *start, size_t pages);
/* Makes pages of the caller's another cubicle's; they are not cleared. */
int cubicle_pages_give(void *start, size_t pages, int cubicle);

/*
 * A system call, if the policy permits it to the caller: the result of Linux, -EPERM if not. Of threads:
 *	exit		ends the thread amid all calls that it is in; -EINVAL on the first thread
 *	arch_prctl	ARCH_SET_FS alone: from now on the thread uses the thread-local storage of another one. The
 *			address is what fs:0 holds on the first thread, on one that the caller's cubicle created,
 *			or on this one; else -EINVAL
 */
long cubicle_syscall(long number, long a, long b, long c, long d, long e);

/*
 * Runs entry(argument) in the caller's cubicle on a new thread, with its own thread-local storage and a stack
 * of its own in every cubicle. -> its number, which no other gets; -EAGAIN when the policy's limit of threads
 * is reached. It ends when entry returns.
 */
int cubicle_thread_create(void (*entry)(void *), void *argument);
/* Waits until a thread that the caller's cubicle created has ended. 0, even if that was long ago. */
int cubicle_thread_join(int thread);

_Noreturn void cubicle_exit(int status);
