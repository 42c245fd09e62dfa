/* What files hold. */
#include <cubicle/cubicle.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ramfs/ramfs.h"
#include "ukalloc/ukalloc.h"

/* Blocks that files gave back, linked through their first word. They are ours: no calls for them. */
static char *spare;

static char *block_new(void)
{
	char *block = spare;

	if (!block)
		return uk_palloc(RAMFS_BLOCK / UK_PAGE, cubicle_self());
	memcpy(&spare, block, sizeof spare);
	return memset(block, 0, RAMFS_BLOCK);
}

static void block_free(char *block)
{
	if (!block)
		return;
	memcpy(block, &spare, sizeof spare);
	spare = block;
}

static int add_rows(struct node *file, size_t wanted)
{
	size_t count = file->block_count * 2 > wanted ? file->block_count * 2 : wanted;
	char **blocks;

	if (wanted <= file->block_count)
		return 0;
	blocks = realloc(file->blocks, count * sizeof *blocks);
	if (!blocks)
		return -ENOSPC;
	memset(blocks + file->block_count, 0, (count - file->block_count) * sizeof *blocks);
	file->blocks = blocks;
	file->block_count = count;
	return 0;
}

/* Bytes behind the end are always zero, so a file that grows need not be cleared. */
long ramfs_resize(struct node *file, uint64_t size)
{
	size_t row = size / RAMFS_BLOCK, used = size % RAMFS_BLOCK;

	if (row < file->block_count && file->blocks[row] && used && size < file->size) {
		uint64_t end = file->size - row * (uint64_t)RAMFS_BLOCK;

		memset(file->blocks[row] + used, 0, (end < RAMFS_BLOCK ? end : RAMFS_BLOCK) - used);
	}
	for (row += used != 0; row < file->block_count; row++) {
		block_free(file->blocks[row]);
		file->blocks[row] = NULL;
	}
	file->size = size;
	return 0;
}

/* The largest size: its table of blocks must still be something that memory could hold. */
static int too_large(uint64_t size)
{
	return size > (uint64_t)1 << 40;
}

long ramfs_truncate(uint64_t number, off_t length)
{
	struct node *file = ramfs_node(number);

	if (!file)
		return -ESTALE;
	if (S_ISDIR(file->mode))
		return -EISDIR;
	if (length < 0)
		return -EINVAL;
	if (too_large((uint64_t)length))
		return -EFBIG;
	if ((uint64_t)length != file->size)
		ramfs_resize(file, (uint64_t)length);
	ramfs_touch(file);
	return 0;
}

static size_t up_to_block_end(uint64_t offset, size_t size)
{
	size_t room = RAMFS_BLOCK - offset % RAMFS_BLOCK;

	return size < room ? size : room;
}

long ramfs_read(uint64_t number, void *to, size_t size, off_t start)
{
	struct node *file = ramfs_node(number);
	uint64_t offset = (uint64_t)start;
	size_t done, part;

	if (!file)
		return -ESTALE;
	if (S_ISDIR(file->mode))
		return -EISDIR;
	if (offset >= file->size)
		return 0;
	if (size > file->size - offset)
		size = file->size - offset;
	for (done = 0; done < size; done += part, offset += part) {
		size_t row = offset / RAMFS_BLOCK;

		part = up_to_block_end(offset, size - done);
		if (row < file->block_count && file->blocks[row])
			memcpy((char *)to + done, file->blocks[row] + offset % RAMFS_BLOCK, part);
		else
			memset((char *)to + done, 0, part);
	}
	return (long)size;
}

/* The block that a byte lies in, made if need be. */
static char *block_for(struct node *file, uint64_t offset)
{
	size_t row = offset / RAMFS_BLOCK;

	if (add_rows(file, row + 1) < 0)
		return NULL;
	if (!file->blocks[row])
		file->blocks[row] = block_new();
	return file->blocks[row];
}

long ramfs_write(uint64_t number, const void *from, size_t size, off_t start)
{
	struct node *file = ramfs_node(number);
	uint64_t offset = (uint64_t)start;
	size_t done, part;

	if (!file)
		return -ESTALE;
	if (S_ISDIR(file->mode))
		return -EISDIR;
	if (start < 0 || too_large(offset + size))
		return -EFBIG;
	for (done = 0; done < size; done += part, offset += part) {
		char *block = block_for(file, offset);

		if (!block)
			break;
		part = up_to_block_end(offset, size - done);
		memcpy(block + offset % RAMFS_BLOCK, (const char *)from + done, part);
	}
	if (done && offset > file->size)
		file->size = offset;
	if (done)
		ramfs_touch(file);
	return done || !size ? (long)done : -ENOSPC;
}
