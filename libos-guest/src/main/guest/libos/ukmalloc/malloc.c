/* The names of the C library, and musl's own names for them, which its other parts call. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "ukmalloc/heap.h"

#define ALIAS(function) __attribute__((alias(#function), copy(function)))

void *__libc_malloc(size_t size) ALIAS(malloc);
void *__libc_calloc(size_t count, size_t size) ALIAS(calloc);
void *__libc_realloc(void *memory, size_t size) ALIAS(realloc);
void __libc_free(void *memory) ALIAS(free);

static void *no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	size_t wanted = heap_chunk_size(size);
	struct uk_heap *heap;
	struct chunk *chunk;

	if (!wanted || !(heap = heap_enter()))
		return no_memory();
	chunk = heap_take(heap, wanted);
	heap_leave(heap);
	return chunk ? chunk_payload(chunk) : no_memory();
}

void free(void *memory)
{
	struct uk_heap *heap;
	int saved = errno, foreign;

	if (!memory || !(heap = heap_enter()))
		return;
	foreign = !heap_has(heap, memory);
	if (!foreign)
		heap_give(heap, chunk_of(memory));
	heap_leave(heap);
	if (foreign)
		heap_foreign(memory);
	errno = saved;
}

void *calloc(size_t count, size_t size)
{
	size_t bytes;
	void *memory;

	if (__builtin_mul_overflow(count, size, &bytes))
		return no_memory();
	memory = malloc(bytes);
	return memory ? memset(memory, 0, bytes) : NULL;
}

size_t malloc_usable_size(void *memory)
{
	return memory ? chunk_size(chunk_of(memory)) - sizeof(size_t) : 0;
}

/* Does the chunk have the size now, without having moved? */
static int resize(void *memory, size_t wanted)
{
	struct chunk *chunk = chunk_of(memory);
	struct uk_heap *heap = heap_enter();
	int done = 0;

	if (!heap)
		return 0;
	if (!heap_has(heap, memory)) {
		/* another's moves here */
	} else if (chunk_size(chunk) < wanted) {
		done = heap_extend(heap, chunk, wanted);
	} else {
		heap_trim(heap, chunk, wanted);
		done = 1;
	}
	heap_leave(heap);
	return done;
}

void *realloc(void *memory, size_t size)
{
	size_t wanted = heap_chunk_size(size);
	size_t held;
	void *moved;

	if (!memory)
		return malloc(size);
	if (!wanted)
		return no_memory();
	if (resize(memory, wanted))
		return memory;
	moved = malloc(size);
	if (!moved)
		return NULL;
	held = malloc_usable_size(memory);
	memcpy(moved, memory, held < size ? held : size);
	free(memory);
	return moved;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	size_t wanted = heap_chunk_size(size), offset;
	struct uk_heap *heap;
	struct chunk *chunk;

	if (!alignment || alignment & (alignment - 1)) {
		errno = EINVAL;
		return NULL;
	}
	if (alignment <= HEAP_ALIGN)
		return malloc(size);
	if (!wanted || !heap_chunk_size(wanted + alignment) || !(heap = heap_enter()))
		return no_memory();
	/* What is cut off in front must be a chunk itself. */
	chunk = heap_take(heap, wanted + alignment + CHUNK_LEAST);
	if (chunk) {
		offset = -(uintptr_t)chunk_payload(chunk) & (alignment - 1);
		if (offset && offset < CHUNK_LEAST)
			offset += alignment;
		if (offset)
			chunk = heap_split(heap, chunk, offset);
		heap_trim(heap, chunk, wanted);
	}
	heap_leave(heap);
	return chunk ? chunk_payload(chunk) : no_memory();
}

void *memalign(size_t alignment, size_t size)
{
	return aligned_alloc(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	int saved = errno, result = EINVAL;
	void *found;

	if (alignment >= sizeof(void *) && !(alignment & (alignment - 1))) {
		found = aligned_alloc(alignment, size);
		result = found ? 0 : ENOMEM;
		if (found)
			*memory = found;
	}
	errno = saved;
	return result;
}
