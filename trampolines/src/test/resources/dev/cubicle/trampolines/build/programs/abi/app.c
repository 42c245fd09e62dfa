/* Every way to pass arguments and results, across cubicles. */
#include "abi.h"

int app_main(int argc, char **argv, char **envp)
{
	print("arguments %d: %s %s\n", argc, argv[1], argv[2]);
	print("%d %d %d\n", six(1, 2, 3, 4, 5, 6), nothing(), (int)is_odd(7));
	print("%l\n", seven(1, 2, 3, 4, 5, 6, -7));
	print("%l\n", thirteen(-1, 2, -3, 4, 5, 6, 7, 8, -9, 10, 11, 12, 250));
	print("%f\n", nine_reals(1, 2, 3, 4, 5, 6, 7, 8, 9.5));
	print("%f\n", many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20));
	print("%f\n", (double)narrow(1, 3));
	print("%L\n", wide(1.5L, 2.25L));
	_Complex double c = turn(__builtin_complex(3.0, 4.0));
	print("%f %f\n", __real__ c, __imag__ c);
	_Complex long double w = turn_wide(__builtin_complex(5.0L, 6.0L));
	print("%L %L\n", __real__ w, __imag__ w);
	__int128 h = huge((__int128)1 << 70, 3, ((__int128)5 << 64) + 1, 2);
	print("%x %x\n", (unsigned long)(h >> 64), (unsigned long)h);
	struct small s = make_small((struct small){ 10, 20 }, 5);
	print("%d %d\n", s.a, s.b);
	struct pair p = make_pair((struct pair){ 21, 1.5 }, 3);
	print("%l %f\n", p.a, p.b);
	struct reals one = { 1, 2 };
	struct reals r = make_reals(one, one, one, one, (struct reals){ 0.5, 3 });
	print("%f %f\n", r.a, r.b);
	struct floats f = make_floats((struct floats){ 1, 2, 3 });
	print("%f %f %f\n", (double)f.a, (double)f.b, (double)f.c);
	struct big b = make_big((struct big){ { 1, 2, 3, 4, 5 } }, 100);
	print("%l %l %l %l %l\n", b.a[0], b.a[1], b.a[2], b.a[3], b.a[4]);
	struct mixed m = make_mixed(2, (struct mixed){ 'a', 10.25L }, 1);
	print("%c %L\n", m.tag, m.value);
	print("%l\n", sum(12, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L));
	print("%f\n", average(11, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.5));
	print("%d %d %d %d %d %d %d %s %f\n", 1, 2, 3, 4, 5, 6, 7, "end", 0.125);
	return 3;
}
