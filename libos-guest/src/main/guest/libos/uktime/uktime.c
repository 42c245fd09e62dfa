#include "uktime/uktime.h"

#include <errno.h>
#include <time.h>

#include "ukboot/ukboot.h"
#include "ukplat/ukplat.h"

static int64_t boot;	/* the monotonic clock when time began */

static int start_clocks(void)
{
	boot = ukplat_monotonic_clock();
	return 0;
}
UK_INITCALL(UK_INIT_PLATFORM, start_clocks);

int64_t uk_clock(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		return ukplat_wall_clock();
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		return ukplat_monotonic_clock();
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		/* The machine is ours alone. */
		return ukplat_monotonic_clock() - boot;
	default:
		return -EINVAL;
	}
}

int64_t uk_clock_resolution(int clock)
{
	return clock < 0 || clock > CLOCK_BOOTTIME ? -EINVAL : 1;
}

int uk_clock_sleep(int64_t nanoseconds)
{
	return nanoseconds < 0 ? -EINVAL : ukplat_sleep(nanoseconds);
}
