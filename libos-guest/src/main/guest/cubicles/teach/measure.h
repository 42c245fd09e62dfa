/* For programs that time something. */
#pragma once
#include <cubicle/cubicle.h>
#include <sys/syscall.h>
#include <time.h>

/* Nanoseconds, from some moment on. */
static inline long now(void)
{
	struct timespec t = { 0, 0 };

	cubicle_syscall(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&t, 0, 0, 0);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The number that a text begins with, at least 1 and not much more than 'most'. */
static inline long number(const char *text, long most)
{
	long n = 0;

	for (; *text >= '0' && *text <= '9' && n < most; text++)
		n = 10 * n + *text - '0';
	return n < 1 ? 1 : n;
}
