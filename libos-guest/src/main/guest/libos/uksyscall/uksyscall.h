/*
 * System calls by number, in the place of Linux: what the SYSCALL instructions in the C library
 * become. Shared code: it runs with its caller's rights and calls the components that do the work.
 */
#pragma once
#include <stdint.h>
#include <time.h>

/* -> as Linux: a negative errno value is an error. */
long uk_syscall(long number, long a, long b, long c, long d, long e, long f);

/* The parts of it, by what they are about; UK_NO_SYSCALL if the number is none of theirs. */
#define UK_NO_SYSCALL (-4096L)
long uk_syscall_file(long number, long a, long b, long c, long d);
long uk_syscall_path(long number, long a, long b, long c, long d);
long uk_syscall_process(long number, long a, long b, long c);
long uk_syscall_time(long number, long a, long b, long c, long d);
long uk_syscall_memory(long number, long a, long b, long c, long d);

/* A struct timespec as nanoseconds; -1 if it is none. */
static inline int64_t uk_nanoseconds(const struct timespec *time)
{
	return time->tv_nsec < 0 || time->tv_nsec > 999999999 ? -1 : time->tv_sec * 1000000000L + time->tv_nsec;
}

/* The two times of utimensat() as vfs_utimens wants them; 0, or -EINVAL. */
int uk_file_times(const struct timespec times[2], int64_t *accessed, int64_t *modified);
