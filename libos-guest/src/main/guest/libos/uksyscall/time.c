#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "uksyscall/uksyscall.h"
#include "uktime/uktime.h"
#include "vfscore/vfscore.h"

#define SECOND INT64_C(1000000000)

static long put_time(int64_t time, struct timespec *to)
{
	if (time < 0)
		return time;
	if (to) {
		to->tv_sec = time / SECOND;
		to->tv_nsec = time % SECOND;
	}
	return 0;
}

static long time_of_day(struct timeval *to)
{
	int64_t time = uk_clock(CLOCK_REALTIME);

	if (to) {
		to->tv_sec = time / SECOND;
		to->tv_usec = time % SECOND / 1000;
	}
	return 0;
}

static long seconds(time_t *to)
{
	time_t time = uk_clock(CLOCK_REALTIME) / SECOND;

	if (to)
		*to = time;
	return time;
}

static long sleep_for(int clock, int absolute, const struct timespec *time)
{
	int64_t nanoseconds = uk_nanoseconds(time), now;

	if (nanoseconds < 0)
		return -EINVAL;
	if (absolute) {
		now = uk_clock(clock);
		if (now < 0)
			return now;
		nanoseconds = nanoseconds > now ? nanoseconds - now : 0;
	}
	return uk_clock_sleep(nanoseconds);
}

static int file_time(const struct timespec *time, int64_t *to)
{
	if (time->tv_nsec == UTIME_NOW)
		*to = VFS_NOW;
	else if (time->tv_nsec == UTIME_OMIT)
		*to = VFS_SAME;
	else if (time->tv_nsec < 0 || time->tv_nsec >= SECOND)
		return -EINVAL;
	else
		*to = time->tv_sec * SECOND + time->tv_nsec;
	return 0;
}

int uk_file_times(const struct timespec times[2], int64_t *accessed, int64_t *modified)
{
	*accessed = *modified = VFS_NOW;
	if (times && (file_time(&times[0], accessed) < 0 || file_time(&times[1], modified) < 0))
		return -EINVAL;
	return 0;
}

long uk_syscall_time(long number, long a, long b, long c, long d)
{
	(void)d;
	switch (number) {
	case SYS_clock_gettime: return put_time(uk_clock((int)a), (void *)b);
	case SYS_clock_getres: return put_time(uk_clock_resolution((int)a), (void *)b);
	case SYS_gettimeofday: return time_of_day((void *)a);
	case SYS_time: return seconds((void *)a);
	case SYS_nanosleep: return sleep_for(CLOCK_MONOTONIC, 0, (void *)a);
	case SYS_clock_nanosleep: return sleep_for((int)a, (int)b & TIMER_ABSTIME, (void *)c);
	default: return UK_NO_SYSCALL;
	}
}
