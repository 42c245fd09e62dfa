#pragma once
#include <stddef.h>

long reader_sum(const unsigned char *bytes, size_t size);
void reader_fill(unsigned char *bytes, size_t size, unsigned char value);
