/* Text for people, and the two functions that gcc calls by itself. */
#include "monitor.h"
#include "system.h"

void put(struct text *t, const char *s)
{
	while (*s && t->length < sizeof(t->bytes))
		t->bytes[t->length++] = *s++;
}

void put_number(struct text *t, u64 n)
{
	char digits[21];
	int i = sizeof(digits) - 1;

	digits[i] = 0;
	do
		digits[--i] = '0' + n % 10;
	while (n /= 10);
	put(t, digits + i);
}

void put_hex(struct text *t, u64 n)
{
	char digits[19];
	int i = sizeof(digits) - 1;

	digits[i] = 0;
	do
		digits[--i] = "0123456789abcdef"[n & 15];
	while (n >>= 4);
	digits[--i] = 'x';
	digits[--i] = '0';
	put(t, digits + i);
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

int equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

u64 length(const char *s)
{
	u64 n = 0;

	while (s[n])
		n++;
	return n;
}

void *memcpy(void *to, const void *from, size_t n)
{
	void *result = to;
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
	return result;
}

void *memset(void *to, int value, size_t n)
{
	void *result = to;
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(value) : "memory");
	return result;
}
