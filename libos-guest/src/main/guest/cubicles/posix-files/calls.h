#pragma once
#include <stdint.h>

void every_call(void);
void random_calls(uint64_t seed);

/* Prints "WHAT = RESULT" or "WHAT = -1 ERRNO", and returns the result. */
long show(const char *what, long result);
/* The status that is the same everywhere: type, mode, links of files, size of files. */
void show_status(const char *what, int result, const void *status);
/* Names in a directory, sorted. */
void show_directory(const char *path);
