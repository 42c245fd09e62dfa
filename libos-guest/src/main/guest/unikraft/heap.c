/*
 * The operations of struct uk_alloc, for whoever calls them: see unikraft.h. Sizes, alignments and results are
 * those of the C library's functions of the same names.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include "ukalloc/ukalloc.h"
#include "ukdebug/ukdebug.h"
#include "ukmalloc/heap.h"
#include "unikraft.h"

void *uk_heap_start(void *base, size_t bytes);
void *uk_heap_malloc(void *a, size_t size);
void *uk_heap_calloc(void *a, size_t count, size_t size);
void *uk_heap_realloc(void *a, void *memory, size_t size);
int uk_heap_posix_memalign(void *a, void **memory, size_t alignment, size_t size);
void *uk_heap_memalign(void *a, size_t alignment, size_t size);
void uk_heap_free(void *a, void *memory);
void *uk_heap_palloc(void *a, unsigned long pages);
void uk_heap_pfree(void *a, void *start, unsigned long pages);
_Noreturn void ukplat_terminate(int how);

/* In the place of the tree's allocator: that one gets the memory, everybody else this table. */
void *uk_heap_start(void *base, size_t bytes)
{
	return uk_pages_start(base, bytes) < 0 ? NULL : (void *)uk_heap_table;
}

void *uk_heap_malloc(void *a, size_t size)
{
	(void)a;
	return malloc(size);
}

void *uk_heap_calloc(void *a, size_t count, size_t size)
{
	(void)a;
	return calloc(count, size);
}

void *uk_heap_realloc(void *a, void *memory, size_t size)
{
	(void)a;
	if (size)
		return realloc(memory, size);
	free(memory);
	return NULL;
}

int uk_heap_posix_memalign(void *a, void **memory, size_t alignment, size_t size)
{
	(void)a;
	return posix_memalign(memory, alignment, size);
}

void *uk_heap_memalign(void *a, size_t alignment, size_t size)
{
	(void)a;
	return aligned_alloc(alignment, size);
}

void uk_heap_free(void *a, void *memory)
{
	(void)a;
	free(memory);
}

void *uk_heap_palloc(void *a, unsigned long pages)
{
	(void)a;
	return pages > PTRDIFF_MAX / UK_PAGE ? NULL : aligned_alloc(UK_PAGE, pages * UK_PAGE);
}

void uk_heap_pfree(void *a, void *start, unsigned long pages)
{
	(void)a;
	(void)pages;
	free(start);
}

int uk_pfree(void *start, size_t pages)
{
	int result = cubicle_pages_give(start, pages, uk_pages_cubicle());

	if (result == 0)
		uk_pages_back(start, pages);
	return result;
}

/*
 * Libraries free what others have allocated. Nobody but the owner can put it into the owner's heap, so it is lost.
 */
void heap_foreign(void *memory)
{
	(void)memory;
}

/* malloc found its heap damaged. */
void uk_crash(const char *component, const char *message)
{
	(void)component;
	(void)message;
	ukplat_terminate(2 /* UKPLAT_CRASH */);
}
