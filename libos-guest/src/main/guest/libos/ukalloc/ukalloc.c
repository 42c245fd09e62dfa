#include "ukalloc/ukalloc.h"

#include <cubicle/manifest.h>

_Static_assert(UK_HEAPS >= MAX_CUBICLES, "every cubicle has a row");

struct uk_heap *uk_heap_of[UK_HEAPS] __attribute__((aligned(UK_PAGE)));

void *uk_palloc(size_t pages, int owner)
{
	void *start = cubicle_pages_alloc(pages);

	/* A cubicle that this component is merged with has them already. */
	if (!start || owner == cubicle_self())
		return start;
	if (cubicle_pages_give(start, pages, owner) < 0) {
		cubicle_pages_free(start, pages);
		return NULL;
	}
	return start;
}

struct uk_heap *uk_heap_make(int owner)
{
	if (owner < 0 || owner >= UK_HEAPS)
		return NULL;
	if (!uk_heap_of[owner])
		uk_heap_of[owner] = uk_palloc(UK_HEAP_PAGES, owner);
	return uk_heap_of[owner];
}
