/* The first thing to run on the library OS: from here to the console every line crosses cubicles. */
#include <stdio.h>

int main(int count, char **arguments)
{
	printf("Hello from %s.\n", count > 1 ? arguments[1] : "a cubicle");
	return 0;
}
