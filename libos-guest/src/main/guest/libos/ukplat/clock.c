#include <cubicle/cubicle.h>
#include <sys/syscall.h>
#include <time.h>

#include "ukplat/ukplat.h"

#define SECOND INT64_C(1000000000)

static int64_t now(long clock)
{
	struct timespec time = { 0, 0 };

	cubicle_syscall(SYS_clock_gettime, clock, (long)&time, 0, 0, 0);
	return time.tv_sec * SECOND + time.tv_nsec;
}

int64_t ukplat_monotonic_clock(void)
{
	return now(CLOCK_MONOTONIC);
}

int64_t ukplat_wall_clock(void)
{
	return now(CLOCK_REALTIME);
}

int ukplat_sleep(int64_t nanoseconds)
{
	struct timespec time = { nanoseconds / SECOND, nanoseconds % SECOND };

	return (int)cubicle_syscall(SYS_nanosleep, (long)&time, 0, 0, 0, 0);
}
