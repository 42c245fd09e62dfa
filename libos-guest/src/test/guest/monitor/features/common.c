#include "test.h"

int common_counter;
_Thread_local int common_error = 7;

void say(const char *text)
{
	long size = 0;

	while (text[size])
		size++;
	cubicle_syscall(1, 1, (long)text, size, 0, 0);
}

void say_number(long n)
{
	char digits[24];
	int i = sizeof(digits) - 1;
	unsigned long left = n < 0 ? -(unsigned long)n : (unsigned long)n;

	digits[i] = 0;
	do
		digits[--i] = '0' + left % 10;
	while (left /= 10);
	if (n < 0)
		digits[--i] = '-';
	say(digits + i);
}

void check(const char *what, int condition)
{
	common_counter++;
	say(condition ? "ok " : "WRONG ");
	say(what);
	say("\n");
}

int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}
