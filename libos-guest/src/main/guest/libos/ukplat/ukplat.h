/*
 * The platform: the only component that makes system calls, and it makes them through the monitor.
 * Results below 0 are negative errno values.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The console. 'd' is its debugging side: standard error. */
long ukplat_coutk(const char *text, size_t size);
long ukplat_coutd(const char *text, size_t size);
long ukplat_cink(char *text, size_t size);
/* Is stream 0 (in), 1 (out) or 2 (debug) a terminal? */
int ukplat_is_terminal(int stream);

/* Nanoseconds. */
int64_t ukplat_monotonic_clock(void);
int64_t ukplat_wall_clock(void);
int ukplat_sleep(int64_t nanoseconds);

uint64_t ukplat_random(void);

_Noreturn void ukplat_terminate(int status);
