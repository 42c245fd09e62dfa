/* Clocks, in nanoseconds; clock numbers are those of POSIX. Negative: an errno value. */
#pragma once
#include <stdint.h>

int64_t uk_clock(int clock);
int64_t uk_clock_resolution(int clock);
int uk_clock_sleep(int64_t nanoseconds);
