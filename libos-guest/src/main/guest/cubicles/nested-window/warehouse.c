/* The third cubicle. */
#include "clerks.h"
#include "teach/teach.h"

long warehouse_price(const long *order)
{
	say("the order is for %", *order);
	return *order * 3;
}
