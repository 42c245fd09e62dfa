/* Text on standard output, for code without a C library. */
#pragma once
#include <stddef.h>

#include <cubicle/cubicle.h>

#define SYS_write 1

static inline size_t text_length(const char *text)
{
	size_t length = 0;
	while (text[length])
		length++;
	return length;
}

/* 'text' must be the caller's own, or everyone's. */
static inline void say(const char *text)
{
	cubicle_syscall(SYS_write, 1, (long)text, (long)text_length(text), 0, 0);
}
