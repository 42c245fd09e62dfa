/* Checks that print a line each, and what the cubicles of this image offer each other. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cubicle/cubicle.h>

#define PAGE 4096

/* common (shared): runs as whoever calls it */
void say(const char *text);
void say_number(long n);
void check(const char *what, int condition);
int same(const char *a, const char *b);
extern int common_counter;
extern _Thread_local int common_error;

/* app */
long app_twice(long n);
long app_recurse(long n);
extern char app_page[3 * PAGE];
void calls(void), callbacks(void), registers(void), windows(void), argument_windows(void), pool(void);
void copies(void);
void system_calls(void), thread_local_data(void), wrong(const char *how), cost(void);

/* lib */
struct small { long a, b; };
struct mixed { double x; long n; };
struct large { long v[6]; };
int lib_self(void);
long lib_none(void);
long lib_six(long a, long b, long c, long d, long e, long f);
long lib_nine(long a, long b, long c, long d, long e, long f, long g, char h, short i);
double lib_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i);
double lib_mixed(int a, double b, long c, float d, const void *e, double f);
long double lib_long_double(long double a, int b);
struct small lib_small(struct small s);
struct mixed lib_mixed_result(struct mixed s);
long lib_large(struct large s, int plus);
__int128 lib_wide(__int128 n);
long lib_variadic(int count, ...);
double lib_variadic_doubles(int count, ...);
long lib_recurse(long n);
long lib_apply(long (*f)(long), long n);
long (*lib_pointer(void))(long);
long lib_chain(long n);
void lib_dirty(void);
void lib_state(unsigned *mxcsr, unsigned short *control);
int lib_read(const volatile char *p);
void lib_write(volatile char *p, int value);
int lib_windows_of_another(int window, void *page);
int lib_add_foreign(void *page);
void lib_fill(char *p, size_t size);
void lib_fill_now(char *p, size_t size);
void lib_fill_beyond(char *p, size_t size);
long lib_sum(const int *p, long count);
long lib_measure(const char *s);
void lib_pass_on(char *p, size_t size);
void lib_keep_to_itself(char *p, size_t size);
void lib_fill_copy(char *p, size_t size);
const void *lib_where_copy(const char *p, size_t size);
void lib_scribble_copy(char *p, size_t size);
long lib_measure_copy(const char *s);
const char *lib_string_copy(const char *s);
long lib_ninth_copy(int a, int b, int c, int d, int e, int f, int g, int h, long *i);
long lib_ninth(int a, int b, int c, int d, int e, int f, int g, int h, long *i);
void *lib_pages(size_t pages);
int lib_free(void *p, size_t pages);
long lib_syscall(long number, long a, long b, long c);
int lib_error(int value);
long lib_deep(int levels);
long lib_overflow(void);
void lib_jump(void *where);

/* other */
long other_add(long a, long b);
void other_fill(char *p, size_t size);
int other_read(const volatile char *p);
long other_chain(long n);
long other_deep(int levels);

/* secret */
long *secret_where(void);
void *secret_code(void);
long secret_get(void);
void secret_set(long value);
