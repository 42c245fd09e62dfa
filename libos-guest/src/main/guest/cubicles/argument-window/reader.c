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

void reader_fill(unsigned char *bytes, size_t size, unsigned char value)
{
	volatile unsigned char *to = bytes;
	size_t i;

	say("writing % bytes of somebody else's", (long)size);
	for (i = 0; i < size; i++)
		to[i] = value;
}
