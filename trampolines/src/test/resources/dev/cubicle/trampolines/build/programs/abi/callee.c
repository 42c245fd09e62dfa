#include "abi.h"

int six(int a, int b, int c, int d, int e, int f)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f;
}

long seven(long a, long b, long c, long d, long e, long f, long g)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g;
}

long thirteen(char a, short b, int c, long d, char e, short f, int g, long h, char i, short j, int k,
	long l, unsigned char m)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l
		+ 13 * m;
}

double nine_reals(double a, double b, double c, double d, double e, double f, double g, double h, double i)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i;
}

double many(int a, double b, int c, double d, int e, double f, int g, double h, int i, double j, int k,
	double l, int m, double n, int o, double p, int q, double r, int s, double t)
{
	return a * b + c * d + e * f + g * h + i * j + k * l + m * n + o * p + q * r + s * t;
}

float narrow(float a, float b)
{
	return a / b;
}

long double wide(long double a, long double b)
{
	return a * b;
}

_Complex double turn(_Complex double a)
{
	return __builtin_complex(-__imag__ a, __real__ a);
}

_Complex long double turn_wide(_Complex long double a)
{
	return __builtin_complex(-__imag__ a, __real__ a);
}

__int128 huge(__int128 a, int b, __int128 c, __int128 d)
{
	return a * b + c - d;
}

_Bool is_odd(int a)
{
	return a & 1;
}

struct small make_small(struct small s, int by)
{
	return (struct small){ s.a + by, s.b - by };
}

struct pair make_pair(struct pair p, double by)
{
	return (struct pair){ p.a * 2, p.b * by };
}

struct reals make_reals(struct reals r, struct reals s, struct reals t, struct reals u, struct reals v)
{
	return (struct reals){ r.a + s.a + t.a + u.a + v.a, r.b * s.b * t.b * u.b * v.b };
}

struct floats make_floats(struct floats f)
{
	return (struct floats){ f.c, f.b, f.a };
}

struct big make_big(struct big b, int by)
{
	for (int i = 0; i < 5; i++)
		b.a[i] += by * i;
	return b;
}

struct mixed make_mixed(int before, struct mixed m, int after)
{
	m.tag++;
	m.value = m.value * before + after;
	return m;
}

long vsum(int count, va_list list)
{
	long total = 0;
	while (count-- > 0)
		total += va_arg(list, long);
	return total;
}

long sum(int count, ...)
{
	va_list list;
	va_start(list, count);
	long total = vsum(count, list);
	va_end(list);
	return total;
}

double average(int count, ...)
{
	va_list list;
	double total = 0;
	va_start(list, count);
	for (int i = 0; i < count; i++)
		total += va_arg(list, double);
	va_end(list);
	return total / count;
}

int nothing(void)
{
	return 5;
}
