/* The second cubicle. */
#include "reader.h"
#include "teach/teach.h"

long reader_sum(const unsigned char *bytes, size_t size)
{
	long sum = 0;
	size_t i;

	say("reading % bytes of somebody else's", (long)size);
	for (i = 0; i < size; i++)
		sum += bytes[i];
	return sum;
}
