#include "ukalloc/ukalloc.h"
#include "ukdebug/ukdebug.h"
#include "ukmalloc/heap.h"

/* The monitor has them again: this need not pass by ukalloc. */
int uk_pfree(void *start, size_t pages)
{
	return cubicle_pages_free(start, pages);
}

void heap_foreign(void *memory)
{
	(void)memory;
	uk_crash("ukmalloc", "free: not allocated by this cubicle");
}
