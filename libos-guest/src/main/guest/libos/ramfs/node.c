/* The table of nodes, and their attributes. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "ramfs/ramfs.h"
#include "ukboot/ukboot.h"
#include "uktime/uktime.h"
#include "vfscore/vfscore.h"

static struct node *nodes[RAMFS_NODES];

static const struct vnops operations = {
	.lookup = ramfs_lookup,
	.create = ramfs_create,
	.remove = ramfs_remove,
	.rename = ramfs_rename,
	.readdir = ramfs_readdir,
	.hold = ramfs_hold,
	.release = ramfs_release,
	.size = ramfs_size,
	.getattr = ramfs_getattr,
	.setattr = ramfs_setattr,
	.truncate = ramfs_truncate,
	.read = ramfs_read,
	.write = ramfs_write,
};

static int start(void)
{
	struct node *root = ramfs_node_new(S_IFDIR | 0755);

	if (!root)
		return -ENOMEM;
	root->links = 2;
	root->parent = RAMFS_ROOT;
	return vfscore_register("ramfs", &operations, RAMFS_ROOT);
}
UK_INITCALL(UK_INIT_FILE_SYSTEM, start);

struct node *ramfs_node(uint64_t number)
{
	return number < RAMFS_NODES ? nodes[number] : NULL;
}

struct node *ramfs_node_new(uint32_t mode)
{
	uint32_t number = 0;
	struct node *node;

	while (number < RAMFS_NODES && nodes[number])
		number++;
	node = number < RAMFS_NODES ? calloc(1, sizeof *node) : NULL;
	if (!node)
		return NULL;
	node->number = number;
	node->mode = mode;
	node->last = &node->entries;
	node->accessed = node->modified = node->changed = uk_clock(CLOCK_REALTIME);
	nodes[number] = node;
	return node;
}

void ramfs_node_drop(struct node *node)
{
	if (node->links || node->holds)
		return;
	ramfs_resize(node, 0);
	free(node->blocks);
	nodes[node->number] = NULL;
	free(node);
}

/* POSIX: a write marks times for update; they need be right only when somebody looks. */
void ramfs_touch(struct node *node)
{
	node->stale = 1;
}

static void bring_up_to_date(struct node *node)
{
	if (node->stale)
		node->modified = node->changed = uk_clock(CLOCK_REALTIME);
	node->stale = 0;
}

long ramfs_hold(uint64_t number)
{
	struct node *node = ramfs_node(number);

	if (!node)
		return -ESTALE;
	node->holds++;
	return 0;
}

long ramfs_release(uint64_t number)
{
	struct node *node = ramfs_node(number);

	if (!node || !node->holds)
		return -ESTALE;
	node->holds--;
	bring_up_to_date(node);
	ramfs_node_drop(node);
	return 0;
}

long ramfs_size(uint64_t number)
{
	struct node *node = ramfs_node(number);

	return node ? (long)node->size : -ESTALE;
}

static uint64_t blocks_in_use(const struct node *node)
{
	uint64_t blocks = 0;
	size_t i;

	for (i = 0; i < node->block_count; i++)
		blocks += node->blocks[i] ? RAMFS_BLOCK / 512 : 0;
	return blocks;
}

long ramfs_getattr(uint64_t number, struct vattr *to)
{
	struct node *node = ramfs_node(number);

	if (!node)
		return -ESTALE;
	bring_up_to_date(node);
	to->node = node->number;
	to->size = node->size;
	to->blocks = blocks_in_use(node);
	to->mode = node->mode;
	to->links = node->links;
	to->owner = node->owner;
	to->group = node->group;
	to->accessed = node->accessed;
	to->modified = node->modified;
	to->changed = node->changed;
	return 0;
}

static void set_time(int64_t *time, int64_t value, int64_t now)
{
	if (value != VFS_SAME)
		*time = value == VFS_NOW ? now : value;
}

long ramfs_setattr(uint64_t number, uint32_t which, const struct vattr *from)
{
	struct node *node = ramfs_node(number);

	if (!node)
		return -ESTALE;
	bring_up_to_date(node);
	node->changed = uk_clock(CLOCK_REALTIME);
	if (which & VATTR_MODE)
		node->mode = (node->mode & S_IFMT) | (from->mode & 07777);
	if (which & VATTR_OWNER) {
		node->owner = from->owner;
		node->group = from->group;
	}
	if (which & VATTR_TIMES) {
		set_time(&node->accessed, from->accessed, node->changed);
		set_time(&node->modified, from->modified, node->changed);
	}
	return 0;
}
