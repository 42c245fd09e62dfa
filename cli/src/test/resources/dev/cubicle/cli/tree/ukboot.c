#include "tree.h"

extern int (*uk_inittab_start[])(void), (*uk_inittab_end[])(void);

void ukboot_start(void *heap, size_t bytes, int argc, char **argv)
{
	if (!uk_allocbbuddy_init(heap, bytes))
		ukplat_terminate(3);
	for (int (**function)(void) = uk_inittab_start; function < uk_inittab_end; function++)
		if ((*function)() < 0)
			ukplat_terminate(4);
	ukplat_terminate(main(argc, argv));
}
