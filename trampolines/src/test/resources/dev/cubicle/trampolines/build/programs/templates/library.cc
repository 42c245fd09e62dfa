#include "shapes.hh"

int describe(const shape &s)
{
	counter()++;
	return s.area() * 10 + s.corners();
}

shape *make(int side)
{
	static square<int> one(side);
	return &one;
}

int library_count()
{
	return counter() + square<int>::made;
}
