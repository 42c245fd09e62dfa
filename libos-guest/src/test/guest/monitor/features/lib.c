#include "test.h"

static long thrice(long n) { return 3 * n; }
static char own_page[PAGE] __attribute__((aligned(PAGE))) = "lib's own";

int lib_self(void) { return cubicle_self(); }
long lib_none(void) { return 42; }

long lib_six(long a, long b, long c, long d, long e, long f)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

long lib_nine(long a, long b, long c, long d, long e, long f, long g, char h, short i)
{
	return lib_six(a, b, c, d, e, f) + 1000000 * g + 10000000 * h + 100000000 * i;
}

double lib_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i)
{
	return a + 2 * b + 4 * c + 8 * d + 16 * e + 32 * f + 64 * g + 128 * h + 256 * i;
}

double lib_mixed(int a, double b, long c, float d, const void *e, double f)
{
	return a + b + c + d + (e != 0) + f;
}

long double lib_long_double(long double a, int b) { return a * b; }
struct small lib_small(struct small s) { return (struct small){ s.b, s.a }; }
struct mixed lib_mixed_result(struct mixed s) { return (struct mixed){ s.n, s.x }; }
__int128 lib_wide(__int128 n) { return n * 3; }

long lib_large(struct large s, int plus)
{
	long sum = plus;

	for (int i = 0; i < 6; i++)
		sum += s.v[i];
	return sum;
}

long lib_variadic(int count, ...)
{
	va_list list;
	long sum = 0;

	va_start(list, count);
	while (count--)
		sum = sum * 2 + va_arg(list, long);
	va_end(list);
	return sum;
}

double lib_variadic_doubles(int count, ...)
{
	va_list list;
	double sum = 0;

	va_start(list, count);
	while (count--)
		sum = sum * 2 + va_arg(list, double);
	va_end(list);
	return sum;
}

/* app -> lib -> app -> ..., with something of every level on its stack */
long lib_recurse(long n)
{
	volatile long mine = n;
	long below = n ? app_recurse(n - 1) : 0;

	return below + mine;
}

long lib_apply(long (*f)(long), long n) { return f(n); }
long (*lib_pointer(void))(long) { return thrice; }
long lib_chain(long n) { return n + other_chain(n); }

void lib_dirty(void)
{
	unsigned mxcsr = 0x1f80 | 0x6000;
	unsigned short control = 0xc7f;

	__asm__ volatile("ldmxcsr %0; fldcw %1; std" : : "m"(mxcsr), "m"(control));
}

static unsigned saw_mxcsr;

void lib_state(unsigned *mxcsr, unsigned short *control)
{
	(void)mxcsr, (void)control;
	__asm__ volatile("stmxcsr %0" : "=m"(saw_mxcsr));
}

int lib_read(const volatile char *p) { return *p; }
void lib_write(volatile char *p, int value) { *p = value; }

int lib_windows_of_another(int window, void *page)
{
	return cubicle_window_add(window, page, 1);
}

int lib_add_foreign(void *page)
{
	int window = cubicle_window_init();
	int result = cubicle_window_add(window, page, PAGE);

	if (cubicle_window_add(window, own_page, PAGE) != 0)
		return -1000;
	cubicle_window_destroy(window);
	return result;
}

void lib_fill(char *p, size_t size)
{
	for (size_t i = 0; i < size; i++)
		p[i] = 'f';
}

void lib_fill_now(char *p, size_t size) { lib_fill(p, size); }

void lib_fill_beyond(char *p, size_t size) { lib_fill(p, size + 1); }

long lib_sum(const int *p, long count)
{
	long sum = 0;

	while (count--)
		sum += *p++;
	return sum;
}

long lib_measure(const char *s)
{
	long n = 0;

	while (s[n])
		n++;
	return n;
}

void lib_pass_on(char *p, size_t size) { other_fill(p, size); }
void lib_keep_to_itself(char *p, size_t size) { other_fill(p, size); }

long lib_ninth(int a, int b, int c, int d, int e, int f, int g, int h, long *i)
{
	*i = a + b + c + d + e + f + g + h;
	return *i;
}

void lib_fill_copy(char *p, size_t size) { lib_fill(p, size); }
const void *lib_where_copy(const char *p, size_t size) { return size ? p : 0; }
void lib_scribble_copy(char *p, size_t size) { lib_fill(p, size); }
long lib_measure_copy(const char *s) { return lib_measure(s); }
const char *lib_string_copy(const char *s) { return s; }

long lib_ninth_copy(int a, int b, int c, int d, int e, int f, int g, int h, long *i)
{
	return lib_ninth(a, b, c, d, e, f, g, h, i);
}

void *lib_pages(size_t pages) { return cubicle_pages_alloc(pages); }
int lib_free(void *p, size_t pages) { return cubicle_pages_free(p, pages); }

long lib_syscall(long number, long a, long b, long c)
{
	return cubicle_syscall(number, a, b, c, 0, 0);
}

int lib_error(int value)
{
	int old = common_error;

	common_error = value;
	return old;
}

long lib_deep(int levels) { return levels ? 1 + other_deep(levels - 1) : 0; }

long lib_overflow(void)
{
	volatile char room[1000];
	long (*volatile again)(void) = lib_overflow;	/* not inlined into itself: the guard is a page */

	room[0] = 1;
	return again() + room[0];
}

void lib_jump(void *where) { ((void (*)(void))where)(); }
