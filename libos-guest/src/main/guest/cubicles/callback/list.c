/* The second cubicle. */
#include "list.h"
#include "teach/teach.h"

long list_each(long last, int (*visit)(long number))
{
	long number;

	for (number = 1; number <= last; number++) {
		say("number %", number);
		if (!visit(number))
			break;
	}
	return number;
}
