/* Text for people, and the two functions that gcc calls by itself. */
#include "monitor.h"
#include "system.h"
#include <stdarg.h>

static void put_string(struct text *t, const char *s)
{
	while (s && *s && t->length < sizeof(t->bytes))
		t->bytes[t->length++] = *s++;
}

static void put_digits(struct text *t, u64 n, u32 base)
{
	char digits[21];
	int i = sizeof(digits) - 1;

	digits[i] = 0;
	do
		digits[--i] = "0123456789abcdef"[n % base];
	while (n /= base);
	put_string(t, digits + i);
}

static void put_cubicle(struct text *t, u32 number)
{
	if (number < monitor.cubicle_count)
		put(t, "cubicle %n '%s'", number, monitor.cubicles[number].name);
	else
		put(t, "nobody");
}

/* %s: a string, or 0 for none; %n: a u32; %x: a u64; %c: the number of a cubicle, u32. */
void put(struct text *t, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	for (; *format; format++) {
		char one[2] = { *format, 0 };
		if (*format != '%')
			put_string(t, one);
		else if (*++format == 's')
			put_string(t, va_arg(values, const char *));
		else if (*format == 'n')
			put_digits(t, va_arg(values, u32), 10);
		else if (*format == 'c')
			put_cubicle(t, va_arg(values, u32));
		else {
			put_string(t, "0x");
			put_digits(t, va_arg(values, u64), 16);
		}
	}
	va_end(values);
}

void put_out(struct text *t, int fd)
{
	write_all(fd, t->bytes, t->length);
	t->length = 0;
}

void write_all(int fd, const void *data, u64 size)
{
	const char *p = data;

	while (size) {
		long n = monitor_syscall(SYS_write, fd, (long)p, size, 0, 0);
		if (n <= 0)
			break;
		p += n;
		size -= n;
	}
}

/* What follows the beginning of s, or 0 if that is not how it begins. */
const char *after(const char *s, const char *beginning)
{
	while (*beginning && *s == *beginning)
		s++, beginning++;
	return *beginning ? 0 : s;
}

int equal(const char *a, const char *b)
{
	const char *end = after(a, b);
	return end && *end == 0;
}

u64 length(const char *s)
{
	u64 n = 0;

	while (s[n])
		n++;
	return n;
}

/* By words: an emulator pays for every step of REP. */
void *memcpy(void *to, const void *from, size_t n)
{
	void *result = to;
	size_t words = n / sizeof(u64), rest = n % sizeof(u64);
	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(rest) : : "memory");
	return result;
}

void *memset(void *to, int value, size_t n)
{
	void *result = to;
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(value) : "memory");
	return result;
}
