#include "tree.h"

/* For trees without an application. */
__attribute__((weak)) int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 5;
}
