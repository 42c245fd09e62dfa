/* The second cubicle, with the oldest mistake there is. */
#include "parser.h"

void parser_decode(unsigned char *to, size_t size, size_t length)
{
	volatile unsigned char *out = to;

	(void)size;			/* here it should be looked at */
	for (size_t i = 0; i < length; i++)
		out[i] = 'x';
}
