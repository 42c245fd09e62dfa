/*
 * The heap of a cubicle: regions of pages, cut into chunks that know their neighbours. Free chunks
 * hang in bins by size. Shared code: it only ever touches the heap of the cubicle that runs it.
 *
 *	chunk            payload                              next chunk
 *	| before | size | ...................................... before | size | ...
 *
 * 'before' is the size of the chunk in front and counts only if that one is free; otherwise it is
 * the last word of that one's payload.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define HEAP_ALIGN 16
#define HEAP_BINS  192

#define CHUNK_USED        1u
#define CHUNK_BEFORE_FREE 2u
#define CHUNK_FLAGS       15u
#define CHUNK_HEADER      (2 * sizeof(size_t))
#define CHUNK_LEAST       32u

struct chunk {
	size_t before;
	size_t size;			/* bytes up to the next chunk, and flags */
	struct chunk *next, **link;	/* in its bin, if free; *link is the pointer to this one */
};

struct region {
	size_t pages;
	struct region *next;
};

struct uk_heap {
	int lock;
	int ready;
	size_t pages;			/* of all regions */
	struct region *regions;		/* latest first; the last one holds this struct */
	uint64_t filled[HEAP_BINS / 64];	/* bit n: bin n has chunks */
	struct chunk *bins[HEAP_BINS];
};

/* The caller's, locked; NULL without memory. */
struct uk_heap *heap_enter(void);
void heap_leave(struct uk_heap *heap);

/*
 * Whether the memory is of this heap. What is another cubicle's must not get into it, whoever asks: the next
 * malloc would hand it out, and what is written there would be written into that cubicle.
 */
int heap_has(const struct uk_heap *heap, const void *memory);
/* What to do about memory of another cubicle's heap that is freed here: the library OS decides. */
void heap_foreign(void *memory);

/* 'size' is a whole chunk's, with its header: see heap_chunk_size. NULL without memory. */
struct chunk *heap_take(struct uk_heap *heap, size_t size);
void heap_give(struct uk_heap *heap, struct chunk *chunk);
/* Makes a used chunk at least that large in its place, if there is room behind it. */
int heap_extend(struct uk_heap *heap, struct chunk *chunk, size_t size);
/* Cuts a used chunk down and frees what is behind it. */
void heap_trim(struct uk_heap *heap, struct chunk *chunk, size_t size);
/* Cuts 'offset' bytes off the front of a used chunk and frees them; the rest stays used. */
struct chunk *heap_split(struct uk_heap *heap, struct chunk *chunk, size_t offset);

/* The chunk size for a payload, or 0 if there can be none so large. */
static inline size_t heap_chunk_size(size_t payload)
{
	size_t size = (payload + sizeof(size_t) + HEAP_ALIGN - 1) & ~(size_t)(HEAP_ALIGN - 1);

	if (payload > PTRDIFF_MAX / 2)
		return 0;
	return size < CHUNK_LEAST ? CHUNK_LEAST : size;
}

static inline size_t chunk_size(const struct chunk *chunk)
{
	return chunk->size & ~(size_t)CHUNK_FLAGS;
}

static inline void *chunk_payload(struct chunk *chunk)
{
	return (char *)chunk + CHUNK_HEADER;
}

static inline struct chunk *chunk_of(void *payload)
{
	return (struct chunk *)((char *)payload - CHUNK_HEADER);
}
