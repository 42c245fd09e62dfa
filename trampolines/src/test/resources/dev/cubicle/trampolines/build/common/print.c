/* A printf for tests: %d %u %l %x %s %c %p, %f with three decimals, %L for long double. */
#include <stdarg.h>

long cubicle_syscall(long, long, long, long, long, long);

static char line[512];
static int used;

static void put(char c)
{
	if (used < (int)sizeof(line))
		line[used++] = c;
}

static void number(unsigned long value, unsigned base)
{
	if (value >= base)
		number(value / base, base);
	put("0123456789abcdef"[value % base]);
}

static void signed_number(long value)
{
	if (value < 0)
		put('-');
	number(value < 0 ? -(unsigned long)value : (unsigned long)value, 10);
}

static void real(long double value)
{
	if (value < 0) {
		put('-');
		value = -value;
	}
	unsigned long thousandths = (unsigned long)(value * 1000 + 0.5L);
	number(thousandths / 1000, 10);
	put('.');
	number(thousandths / 100 % 10, 10);
	number(thousandths / 10 % 10, 10);
	number(thousandths % 10, 10);
}

void print(const char *format, ...)
{
	va_list list;

	used = 0;
	va_start(list, format);
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 'd': signed_number(va_arg(list, int)); break;
		case 'u': number(va_arg(list, unsigned), 10); break;
		case 'l': signed_number(va_arg(list, long)); break;
		case 'x': number(va_arg(list, unsigned long), 16); break;
		case 'c': put(va_arg(list, int)); break;
		case 'f': real(va_arg(list, double)); break;
		case 'L': real(va_arg(list, long double)); break;
		case 's':
			for (const char *s = va_arg(list, const char *); *s; s++)
				put(*s);
			break;
		default: put('?');
		}
	}
	va_end(list);
	cubicle_syscall(1, 1, (long)line, used, 0, 0);
}
