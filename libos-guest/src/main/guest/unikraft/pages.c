/*
 * In the cubicle of the tree's allocator, which hands out whole pages. They belong to its cubicle, so it can make
 * them the caller's; what they hold it clears first.
 */
#include <stdint.h>
#include <string.h>

#include <cubicle/cubicle.h>
#include <cubicle/manifest.h>

#include "ukalloc/ukalloc.h"
#include "unikraft.h"

_Static_assert(UK_HEAPS >= MAX_CUBICLES, "every cubicle has a row");

struct uk_heap *uk_heap_of[UK_HEAPS] __attribute__((aligned(UK_PAGE)));
static void *allocator;

static void *(*palloc)(void *allocator, unsigned long pages);
static void (*pfree)(void *allocator, void *start, unsigned long pages);

/* An operation of the tree's allocator. */
static void *operation(size_t offset)
{
	return *(void **)((char *)allocator + offset);
}

void *uk_pages_reserve(size_t bytes)
{
	return cubicle_pages_alloc((bytes + UK_PAGE - 1) / UK_PAGE);
}

int uk_pages_start(void *base, size_t bytes)
{
	allocator = uk_allocator_init(base, bytes);
	if (!allocator)
		return -1;
	palloc = operation(uk_alloc_palloc);
	pfree = operation(uk_alloc_pfree);
	return 0;
}

void *uk_palloc(size_t pages, int owner)
{
	void *start = palloc ? palloc(allocator, pages) : NULL;

	if (!start)
		return NULL;
	memset(start, 0, pages * UK_PAGE);
	if (owner == cubicle_self())
		return start;
	if (cubicle_pages_give(start, pages, owner) < 0) {
		pfree(allocator, start, pages);
		return NULL;
	}
	return start;
}

int uk_pages_cubicle(void)
{
	return cubicle_self();
}

void uk_pages_back(void *start, size_t pages)
{
	pfree(allocator, start, pages);
}

struct uk_heap *uk_heap_make(int owner)
{
	if (owner < 0 || owner >= UK_HEAPS)
		return NULL;
	if (!uk_heap_of[owner])
		uk_heap_of[owner] = uk_palloc(UK_HEAP_PAGES, owner);
	return uk_heap_of[owner];
}
