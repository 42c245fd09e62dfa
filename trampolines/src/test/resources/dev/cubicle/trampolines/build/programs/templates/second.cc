#include "shapes.hh"

extern "C" int second_count()
{
	square<int> s(3);
	return ++counter() + square<int>::made + describe(s);
}
