#include <stdarg.h>

struct small { int a; short b; };			/* one integer register */
struct pair { long a; double b; };			/* an integer and a vector register */
struct reals { double a, b; };				/* two vector registers */
struct floats { float a, b, c; };
struct big { long a[5]; };				/* in memory */
struct mixed { char tag; long double value; };		/* in memory, 16-aligned */

void print(const char *format, ...);

int six(int a, int b, int c, int d, int e, int f);
long seven(long a, long b, long c, long d, long e, long f, long g);
long thirteen(char a, short b, int c, long d, char e, short f, int g, long h, char i, short j, int k,
	long l, unsigned char m);
double nine_reals(double a, double b, double c, double d, double e, double f, double g, double h, double i);
double many(int a, double b, int c, double d, int e, double f, int g, double h, int i, double j, int k,
	double l, int m, double n, int o, double p, int q, double r, int s, double t);
float narrow(float a, float b);
long double wide(long double a, long double b);
_Complex double turn(_Complex double a);
_Complex long double turn_wide(_Complex long double a);
__int128 huge(__int128 a, int b, __int128 c, __int128 d);
_Bool is_odd(int a);
struct small make_small(struct small s, int by);
struct pair make_pair(struct pair p, double by);
struct reals make_reals(struct reals r, struct reals s, struct reals t, struct reals u, struct reals v);
struct floats make_floats(struct floats f);
struct big make_big(struct big b, int by);
struct mixed make_mixed(int before, struct mixed m, int after);
long sum(int count, ...);
double average(int count, ...);
long vsum(int count, va_list list);
int nothing(void);
