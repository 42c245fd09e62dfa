#include "tree.h"

/* Not a buddy allocator at all: what is freed is forgotten. */
struct heap {
	struct uk_alloc operations;
	char *next, *end;
};

static void *take(struct heap *heap, size_t alignment, size_t size)
{
	char *start = (char *)(((size_t)heap->next + alignment - 1) & -alignment);

	if (size > (size_t)(heap->end - start))
		return NULL;
	heap->next = start + size;
	return start;
}

static void *allocate_bytes(struct uk_alloc *a, size_t size)
{
	return take((struct heap *)a, 16, size);
}

static void *allocate_pages(struct uk_alloc *a, unsigned long pages)
{
	return take((struct heap *)a, 4096, pages * 4096);
}

static void forget(struct uk_alloc *a, void *memory)
{
	(void)a;
	(void)memory;
}

static void forget_pages(struct uk_alloc *a, void *start, unsigned long pages)
{
	(void)pages;
	forget(a, start);
}

struct uk_alloc *uk_allocbbuddy_init(void *base, size_t bytes)
{
	struct heap *heap = base;

	heap->operations.malloc = allocate_bytes;
	heap->operations.free = forget;
	heap->operations.palloc = allocate_pages;
	heap->operations.pfree = forget_pages;
	heap->next = (char *)(heap + 1);
	heap->end = (char *)base + bytes;
	uk_alloc_register(&heap->operations);
	return &heap->operations;
}
