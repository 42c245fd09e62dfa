#include "tree.h"

struct node {
	struct node *next;
	char *bytes;
	size_t size, room;
	unsigned long hash;
	char name[32];
};

static struct node *nodes;
static __thread int grown;

/* The constant in it is a SYSCALL to whoever looks at bytes alone. */
static unsigned long hash_of(const char *name)
{
	unsigned long hash = 5381;

	for (; *name; name++)
		hash = (hash * 33 + (unsigned char)*name) ^ 0x0000050f;
	return hash & 0xffffff;
}

static void *ramfs_open(const char *name, int create)
{
	struct node *node;
	size_t size = strlen(name);

	for (node = nodes; node; node = node->next)
		if (strcmp(node->name, name) == 0)
			return node;
	if (!create || size >= sizeof(node->name))
		return NULL;
	node = uk_calloc(1, sizeof(*node));
	if (!node)
		return NULL;
	memcpy(node->name, name, size + 1);
	node->hash = hash_of(name);
	node->next = nodes;
	nodes = node;
	return node;
}

static long ramfs_read(void *file, void *to, size_t size, size_t offset)
{
	struct node *node = file;
	size_t left = offset < node->size ? node->size - offset : 0;

	if (size > left)
		size = left;
	memcpy(to, node->bytes + offset, size);
	return (long)size;
}

static long ramfs_write(void *file, const void *from, size_t size, size_t offset)
{
	struct node *node = file;

	if (offset > node->size)
		return -1;
	if (offset + size > node->room) {
		size_t room = 2 * (offset + size);
		char *bytes = uk_realloc(node->bytes, room);
		if (!bytes)
			return -1;
		node->bytes = bytes;
		node->room = room;
		grown++;
	}
	memcpy(node->bytes + offset, from, size);
	if (offset + size > node->size)
		node->size = offset + size;
	return (long)size;
}

static int ramfs_each(int (*found)(void *argument, unsigned long hash, size_t size), void *argument)
{
	int count = 0;

	for (struct node *node = nodes; node; node = node->next)
		count += found(argument, node->hash, node->size);
	return count;
}

static const struct vfs_operations operations = { ramfs_open, ramfs_read, ramfs_write, ramfs_each };
FILE_SYSTEM("ramfs", operations);

static int on_shutdown(void *data)
{
	(void)data;
	message(ramfs, "grown %d times\n", grown);
	return 0;
}
EVENT_HANDLER(shutdown, on_shutdown, 5);
