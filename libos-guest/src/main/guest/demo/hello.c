/* The first thing to run. */
#include <stdio.h>

int main(int count, char **arguments)
{
	printf("Hello from %s.\n", count > 1 ? arguments[1] : "a guest");
	return 0;
}
