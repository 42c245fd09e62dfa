#include "ukmalloc/heap.h"

#include <cubicle/cubicle.h>

#include "ukalloc/ukalloc.h"
#include "ukdebug/ukdebug.h"

/* Sizes below this have bins of their own; above, there are eight bins for every power of two. */
#define SMALL_LOG 10
#define SMALL_BINS ((1 << SMALL_LOG) / HEAP_ALIGN)

#define GROW_LEAST UK_HEAP_PAGES
#define GROW_MOST  256

static struct chunk *behind(struct chunk *chunk, size_t size)
{
	return (struct chunk *)((char *)chunk + size);
}

static int bin_of(size_t size)
{
	int log, bin;

	if (size < (1 << SMALL_LOG))
		return (int)(size / HEAP_ALIGN);
	log = 63 - __builtin_clzl(size);
	bin = SMALL_BINS + (log - SMALL_LOG) * 8 + (int)((size >> (log - 3)) & 7);
	return bin < HEAP_BINS ? bin : HEAP_BINS - 1;
}

/* The first bin from 'bin' on that has chunks, or -1. */
static int filled_bin(const struct uk_heap *heap, int bin)
{
	int word = bin / 64;
	uint64_t bits = heap->filled[word] & (~UINT64_C(0) << (bin % 64));

	while (!bits) {
		if (++word == HEAP_BINS / 64)
			return -1;
		bits = heap->filled[word];
	}
	return word * 64 + __builtin_ctzl(bits);
}

/* Makes free memory a chunk, whose neighbours are both in use, and puts it into its bin. */
static void put(struct uk_heap *heap, struct chunk *chunk, size_t size)
{
	int bin = bin_of(size);
	struct chunk *next = behind(chunk, size);

	chunk->size = size;
	next->before = size;
	next->size |= CHUNK_BEFORE_FREE;
	chunk->next = heap->bins[bin];
	chunk->link = &heap->bins[bin];
	if (chunk->next)
		chunk->next->link = &chunk->next;
	heap->bins[bin] = chunk;
	heap->filled[bin / 64] |= UINT64_C(1) << (bin % 64);
}

static void unlink_chunk(struct uk_heap *heap, struct chunk *chunk)
{
	int bin = bin_of(chunk_size(chunk));

	*chunk->link = chunk->next;
	if (chunk->next)
		chunk->next->link = chunk->link;
	if (!heap->bins[bin])
		heap->filled[bin / 64] &= ~(UINT64_C(1) << (bin % 64));
}

static struct chunk *find(const struct uk_heap *heap, size_t size)
{
	int bin = bin_of(size);
	struct chunk *chunk;

	/* A bin of several sizes may hold smaller ones too; the next bin cannot. */
	if (bin >= SMALL_BINS) {
		for (chunk = heap->bins[bin]; chunk; chunk = chunk->next)
			if (chunk_size(chunk) >= size)
				return chunk;
		if (++bin == HEAP_BINS)
			return NULL;
	}
	bin = filled_bin(heap, bin);
	return bin < 0 ? NULL : heap->bins[bin];
}

/* One free chunk from 'start' to the region's end, where a header without a chunk stops all walks. */
static void add_region(struct uk_heap *heap, struct region *region, size_t pages, void *start)
{
	struct chunk *chunk = start;
	size_t size = (size_t)((char *)region + pages * UK_PAGE - (char *)start) - CHUNK_HEADER;

	region->pages = pages;
	region->next = heap->regions;
	heap->regions = region;
	heap->pages += pages;
	behind(chunk, size)->size = CHUNK_USED;
	put(heap, chunk, size);
}

static int grow(struct uk_heap *heap, size_t size)
{
	size_t wanted = (size + sizeof(struct region) + CHUNK_HEADER + UK_PAGE - 1) / UK_PAGE;
	size_t pages = heap->pages / 2;
	struct region *region;

	pages = pages < GROW_LEAST ? GROW_LEAST : pages > GROW_MOST ? GROW_MOST : pages;
	pages = pages < wanted ? wanted : pages;
	region = uk_palloc(pages, cubicle_self());
	if (!region && pages > wanted)
		region = uk_palloc(pages = wanted, cubicle_self());
	if (region)
		add_region(heap, region, pages, region + 1);
	return region != NULL;
}

/* A region larger than usual goes back once nothing is left in it. */
static int shrink(struct uk_heap *heap, struct chunk *chunk, size_t size)
{
	struct region *region = (struct region *)chunk - 1, **link;

	if (size < GROW_MOST * UK_PAGE || chunk_size(behind(chunk, size)) != 0)
		return 0;
	for (link = &heap->regions; *link; link = &(*link)->next)
		if (*link == region) {
			*link = region->next;
			heap->pages -= region->pages;
			uk_pfree(region, region->pages);
			return 1;
		}
	return 0;
}

struct uk_heap *heap_enter(void)
{
	int self = cubicle_self();
	struct uk_heap *heap = uk_heap_of[self];

	if (!heap)
		heap = uk_heap_make(self);
	if (!heap)
		return NULL;
	while (__atomic_exchange_n(&heap->lock, 1, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
	if (!heap->ready) {
		struct region *first = (struct region *)(((uintptr_t)(heap + 1) + 15) & ~(uintptr_t)15);

		add_region(heap, first, UK_HEAP_PAGES - 1, first + 1);
		heap->ready = 1;
	}
	return heap;
}

void heap_leave(struct uk_heap *heap)
{
	__atomic_store_n(&heap->lock, 0, __ATOMIC_RELEASE);
}

int heap_has(const struct uk_heap *heap, const void *memory)
{
	for (const struct region *r = heap->regions; r; r = r->next)
		if ((uintptr_t)memory - (uintptr_t)r < r->pages * UK_PAGE)
			return 1;
	return 0;
}

struct chunk *heap_take(struct uk_heap *heap, size_t size)
{
	struct chunk *chunk = find(heap, size);

	if (!chunk) {
		if (!grow(heap, size))
			return NULL;
		chunk = find(heap, size);
	}
	unlink_chunk(heap, chunk);
	behind(chunk, chunk_size(chunk))->size &= ~(size_t)CHUNK_BEFORE_FREE;
	chunk->size |= CHUNK_USED;
	heap_trim(heap, chunk, size);
	return chunk;
}

void heap_give(struct uk_heap *heap, struct chunk *chunk)
{
	size_t size = chunk_size(chunk);
	struct chunk *next = behind(chunk, size);

	if (!(chunk->size & CHUNK_USED) || size < CHUNK_LEAST || next->size & CHUNK_BEFORE_FREE)
		uk_crash("ukmalloc", "free: not allocated, or written past its end");
	if (!(next->size & CHUNK_USED)) {
		unlink_chunk(heap, next);
		size += chunk_size(next);
	}
	if (chunk->size & CHUNK_BEFORE_FREE) {
		chunk = (struct chunk *)((char *)chunk - chunk->before);
		unlink_chunk(heap, chunk);
		size += chunk_size(chunk);
	}
	if (!shrink(heap, chunk, size))
		put(heap, chunk, size);
}

void heap_trim(struct uk_heap *heap, struct chunk *chunk, size_t size)
{
	size_t rest = chunk_size(chunk) - size;
	struct chunk *tail = behind(chunk, size);

	if (rest < CHUNK_LEAST)
		return;
	chunk->size -= rest;
	tail->size = rest | CHUNK_USED;
	heap_give(heap, tail);
}

int heap_extend(struct uk_heap *heap, struct chunk *chunk, size_t size)
{
	struct chunk *next = behind(chunk, chunk_size(chunk));

	if (next->size & CHUNK_USED || chunk_size(chunk) + chunk_size(next) < size)
		return 0;
	unlink_chunk(heap, next);
	chunk->size += chunk_size(next);
	behind(chunk, chunk_size(chunk))->size &= ~(size_t)CHUNK_BEFORE_FREE;
	heap_trim(heap, chunk, size);
	return 1;
}

struct chunk *heap_split(struct uk_heap *heap, struct chunk *chunk, size_t offset)
{
	struct chunk *rest = behind(chunk, offset);

	rest->size = (chunk_size(chunk) - offset) | CHUNK_USED;
	chunk->size -= rest->size & ~(size_t)CHUNK_FLAGS;
	heap_give(heap, chunk);
	return rest;
}
