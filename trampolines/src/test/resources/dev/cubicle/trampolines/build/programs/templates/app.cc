#include "shapes.hh"

extern "C" int second_count();

extern "C" int app_main(int, char **, char **)
{
	square<long> own(5);
	print("%d %d\n", describe(own), make(7)->area());
	print("%d\n", second_count());
	return own.area() == 25 ? 6 : 1;
}
