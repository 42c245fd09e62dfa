#pragma once
#include <stddef.h>

/* -> the sum of the bytes. */
long reader_sum(const unsigned char *bytes, size_t size);
