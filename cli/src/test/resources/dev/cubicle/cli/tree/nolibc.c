#include "tree.h"

static __thread int error_number;

int *__errno_location(void)
{
	return &error_number;
}

void *memcpy(void *to, const void *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((volatile char *)to)[i] = ((const char *)from)[i];
	return to;
}

void *memset(void *start, int byte, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((volatile char *)start)[i] = (char)byte;
	return start;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a - *b;
}

/* %s and %d. */
int print(const char *format, ...)
{
	char line[256], digits[24];
	size_t length = 0;
	va_list list;

	va_start(list, format);
	for (; *format && length < sizeof line - 32; format++) {
		const char *text = digits + sizeof digits - 1;

		if (*format != '%') {
			line[length++] = *format;
			continue;
		}
		if (*++format == 's') {
			text = va_arg(list, const char *);
		} else {
			long number = va_arg(list, long);
			unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;
			char *digit = digits + sizeof digits - 1;

			*digit = 0;
			do
				*--digit = (char)('0' + rest % 10);
			while (rest /= 10);
			if (number < 0)
				*--digit = '-';
			text = digit;
		}
		for (; *text && length < sizeof line - 32; text++)
			line[length++] = *text;
	}
	va_end(list);
	return ukplat_coutk(line, (unsigned int)length);
}
