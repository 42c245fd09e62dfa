#pragma once
#include <stddef.h>

/* Writes what it decodes to a buffer of so many bytes. */
void parser_decode(unsigned char *to, size_t size, size_t length);
