/*
 * The allocator under load: blocks of all sizes and alignments come, change and go at random; every
 * one holds a pattern that must still be there when it is looked at.
 *
 *	heap [SEED]
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS 500
#define ROUNDS 15000

static struct block {
	unsigned char *memory;
	size_t size;
	unsigned char mark;
} blocks[BLOCKS];

static uint64_t state = 1;
static unsigned long allocations, moves;

static uint64_t below(uint64_t limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1d >> 11) % limit;
}

static void fail(const char *what)
{
	printf("%s\n", what);
	exit(1);
}

/* Mostly small, sometimes larger than the allocator's regions. */
static size_t some_size(void)
{
	switch (below(100)) {
	case 0: return below(2000000);
	case 1: case 2: case 3: return below(100000);
	default: return below(1 << (1 + below(12)));
	}
}

static void check(const struct block *block, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (block->memory[i] != block->mark)
			fail("a block does not hold what was stored");
}

static void fill(struct block *block)
{
	block->mark = (unsigned char)below(256);
	memset(block->memory, block->mark, block->size);
	if (malloc_usable_size(block->memory) < block->size)
		fail("a block is smaller than it was asked to be");
	if ((uintptr_t)block->memory % 16)
		fail("a block is not aligned");
}

static void allocate(struct block *block)
{
	size_t alignment = (size_t)1 << (4 + below(10));
	void *memory = NULL;
	size_t i;

	block->size = some_size();
	switch (below(4)) {
	case 0:
		block->memory = calloc(1 + block->size / 8, 8);
		for (i = 0; block->memory && i < block->size; i++)
			if (block->memory[i])
				fail("calloc does not clear");
		break;
	case 1:
		if (posix_memalign(&memory, alignment, block->size) != 0 || (uintptr_t)memory % alignment)
			fail("posix_memalign does not align");
		block->memory = memory;
		break;
	default:
		block->memory = malloc(block->size);
	}
	if (!block->memory)
		fail("no memory");
	allocations++;
	fill(block);
}

static void resize(struct block *block)
{
	size_t size = some_size(), kept = size < block->size ? size : block->size;
	unsigned char *memory = realloc(block->memory, size ? size : 1);

	if (!memory)
		fail("no memory");
	moves += memory != block->memory;
	block->memory = memory;
	check(block, kept);
	block->size = size;
	fill(block);
}

static void release(struct block *block)
{
	check(block, block->size);
	free(block->memory);
	block->memory = NULL;
}

static void refusals(void)
{
	volatile size_t huge = SIZE_MAX;	/* which the compiler must not know */
	void *memory = NULL;

	errno = 0;
	if (malloc(huge / 2) || errno != ENOMEM || calloc(huge / 2, 4) || malloc(huge - 8))
		fail("memory that nobody has");
	if (posix_memalign(&memory, 24, 1) != EINVAL || posix_memalign(&memory, 4, 1) != EINVAL)
		fail("an alignment that is none");
	if (!(memory = malloc(0)) || !(memory = realloc(memory, 0)))
		fail("a block of no size is a block");
	free(memory);
	free(NULL);
}

int main(int count, char **arguments)
{
	int i;

	if (count > 1)
		state = strtoull(arguments[1], NULL, 10) * 2 + 1;
	refusals();
	for (i = 0; i < ROUNDS; i++) {
		struct block *block = &blocks[below(BLOCKS)];

		if (!block->memory)
			allocate(block);
		else if (below(3) == 0)
			resize(block);
		else
			release(block);
	}
	for (i = 0; i < BLOCKS; i++)
		if (blocks[i].memory)
			release(&blocks[i]);
	printf("%lu blocks, all as they were left\n", allocations);
	return moves == 0;
}
