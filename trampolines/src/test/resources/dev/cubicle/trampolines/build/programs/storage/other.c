/* The second object of the counter component. */
#include "storage.h"

__thread int other = 17;
int buffer[100] __attribute__((common));

int strongly(void)
{
	return 2;
}

int common_size(void)
{
	buffer[99] = 3;
	return sizeof(buffer);
}

int common_value(void)
{
	return buffer[99];
}
