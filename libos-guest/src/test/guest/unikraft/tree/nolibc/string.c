#include "tree.h"

__thread int errno;

int *__errno_location(void);
int *__errno_location(void)
{
	return &errno;
}

void *memcpy(void *to, const void *from, size_t size)
{
	char *t = to;

	for (const char *f = from; size; size--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int value, size_t size)
{
	for (char *t = to; size; size--)
		*t++ = (char)value;
	return to;
}

int memcmp(const void *one, const void *other, size_t size)
{
	const unsigned char *a = one, *b = other;

	for (; size; size--, a++, b++)
		if (*a != *b)
			return *a - *b;
	return 0;
}

size_t strlen(const char *text)
{
	size_t size = 0;

	while (text[size])
		size++;
	return size;
}

int strncmp(const char *one, const char *other, size_t size)
{
	for (; size; size--, one++, other++)
		if (*one != *other || !*one)
			return (unsigned char)*one - (unsigned char)*other;
	return 0;
}

int strcmp(const char *one, const char *other)
{
	return strncmp(one, other, SIZE_MAX);
}
