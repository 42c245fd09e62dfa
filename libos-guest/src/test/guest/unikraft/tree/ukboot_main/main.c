#include "tree.h"

/* For trees without an application. */
__attribute__((weak)) int main(int argc, char **argv)
{
	(void)argv;
	printf("nothing to do, %d arguments\n", argc);
	return 0;
}
