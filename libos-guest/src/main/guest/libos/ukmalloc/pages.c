#include "ukalloc/ukalloc.h"

/* The monitor has them again: this need not pass by ukalloc. */
int uk_pfree(void *start, size_t pages)
{
	return cubicle_pages_free(start, pages);
}
