/* printf with %d %u %ld %lu %lx %s %c %% and %f with three decimals. */
#include "tree.h"

struct sink {
	char *to;
	size_t size, used;
};

static void put(struct sink *sink, char c)
{
	if (sink->used + 1 < sink->size)
		sink->to[sink->used] = c;
	sink->used++;
}

static void put_number(struct sink *sink, unsigned long value, unsigned base)
{
	if (value >= base)
		put_number(sink, value / base, base);
	put(sink, "0123456789abcdef"[value % base]);
}

static void put_signed(struct sink *sink, long value)
{
	if (value < 0)
		put(sink, '-');
	put_number(sink, value < 0 ? -(unsigned long)value : (unsigned long)value, 10);
}

static void put_real(struct sink *sink, double value)
{
	long thousandths = (long)(value * 1000 + (value < 0 ? -0.5 : 0.5));

	if (thousandths < 0) {
		put(sink, '-');
		thousandths = -thousandths;
	}
	put_number(sink, (unsigned long)thousandths / 1000, 10);
	put(sink, '.');
	for (long place = 100; place; place /= 10)
		put(sink, (char)('0' + thousandths / place % 10));
}

int vsnprintf(char *to, size_t size, const char *format, va_list list)
{
	struct sink sink = { to, size, 0 };

	for (; *format; format++) {
		int is_long = 0;
		if (*format != '%') {
			put(&sink, *format);
			continue;
		}
		if (*++format == 'l') {
			is_long = 1;
			format++;
		}
		switch (*format) {
		case 'd':
			put_signed(&sink, is_long ? va_arg(list, long) : va_arg(list, int));
			break;
		case 'u':
		case 'x':
			put_number(&sink, is_long ? va_arg(list, unsigned long) : va_arg(list, unsigned),
				   *format == 'u' ? 10 : 16);
			break;
		case 's':
			for (const char *s = va_arg(list, const char *); *s; s++)
				put(&sink, *s);
			break;
		case 'c':
			put(&sink, (char)va_arg(list, int));
			break;
		case 'f':
			put_real(&sink, va_arg(list, double));
			break;
		default:
			put(&sink, *format);
		}
	}
	if (size)
		to[sink.used < size ? sink.used : size - 1] = 0;
	return (int)sink.used;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
	va_list list;
	int used;

	va_start(list, format);
	used = vsnprintf(to, size, format, list);
	va_end(list);
	return used;
}

int printf(const char *format, ...)
{
	char text[512];
	va_list list;
	int used;

	va_start(list, format);
	used = vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	ukplat_coutk(text, (unsigned)used);
	return used;
}
