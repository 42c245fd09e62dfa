/* Names. "." and ".." are not stored; they have the positions 0 and 1. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ramfs/ramfs.h"

#define FIRST_POSITION 2

static int is_name(const struct vname *name)
{
	return name->length > 0 && name->length <= VFS_NAME;
}

static struct node *directory_of(uint64_t number, long *error)
{
	struct node *node = ramfs_node(number);

	*error = !node ? -ESTALE : !S_ISDIR(node->mode) ? -ENOTDIR : 0;
	return *error ? NULL : node;
}

static int is(const struct vname *name, const char *text)
{
	return name->length == strlen(text) && memcmp(name->text, text, name->length) == 0;
}

/* The pointer to the entry of that name, or to the end of the list. */
static struct entry **find(struct node *directory, const struct vname *name)
{
	struct entry **link;

	for (link = &directory->entries; *link; link = &(*link)->next)
		if ((*link)->length == name->length && memcmp((*link)->name, name->text, name->length) == 0)
			break;
	return link;
}

static int add(struct node *directory, const struct vname *name, const struct node *node)
{
	struct entry *entry = malloc(sizeof *entry + name->length);

	if (!entry)
		return -ENOSPC;
	if (!directory->next_position)
		directory->next_position = FIRST_POSITION;
	entry->next = NULL;
	entry->position = directory->next_position++;
	entry->node = node->number;
	entry->length = (uint32_t)name->length;
	memcpy(entry->name, name->text, name->length);
	*directory->last = entry;
	directory->last = &entry->next;
	ramfs_touch(directory);
	return 0;
}

static void take_out(struct node *directory, struct entry **link)
{
	struct entry *entry = *link;

	*link = entry->next;
	if (!entry->next)
		directory->last = link;
	free(entry);
	ramfs_touch(directory);
}

/* An empty directory counts its own "." and its name. */
static int is_in_use(const struct node *node)
{
	return S_ISDIR(node->mode) && node->entries;
}

static void unname(struct node *directory, struct node *node)
{
	if (S_ISDIR(node->mode)) {
		node->links = 0;
		directory->links--;
	} else {
		node->links--;
	}
	ramfs_touch(node);
	ramfs_node_drop(node);
}

long ramfs_lookup(uint64_t number, struct vname name)
{
	long error;
	struct node *directory = directory_of(number, &error);
	struct entry *entry;

	if (!directory)
		return error;
	if (!is_name(&name))
		return -EINVAL;
	if (is(&name, "."))
		return (long)number;
	if (is(&name, ".."))
		return directory->links ? (long)directory->parent : -ENOENT;
	entry = *find(directory, &name);
	return entry ? (long)entry->node : -ENOENT;
}

long ramfs_create(uint64_t number, struct vname name, uint32_t mode)
{
	long error;
	struct node *directory = directory_of(number, &error), *node;

	if (!directory)
		return error;
	if (!is_name(&name))
		return -EINVAL;
	if (!directory->links)		/* removed */
		return -ENOENT;
	if (is(&name, ".") || is(&name, "..") || *find(directory, &name))
		return -EEXIST;
	node = ramfs_node_new(mode);
	if (!node)
		return -ENOSPC;
	if (add(directory, &name, node) < 0) {
		ramfs_node_drop(node);
		return -ENOSPC;
	}
	node->links = S_ISDIR(mode) ? 2 : 1;
	node->parent = directory->number;
	directory->links += S_ISDIR(mode);
	return node->number;
}

long ramfs_remove(uint64_t number, struct vname name)
{
	long error;
	struct node *directory = directory_of(number, &error), *node;
	struct entry **link;

	if (!directory)
		return error;
	if (!is_name(&name))
		return -EINVAL;
	link = find(directory, &name);
	if (!*link)
		return -ENOENT;
	node = ramfs_node((*link)->node);
	if (is_in_use(node))
		return -ENOTEMPTY;
	take_out(directory, link);
	unname(directory, node);
	return 0;
}

/* What is there may be replaced: that was checked, but for what only this component knows. */
long ramfs_rename(uint64_t number, struct vname name, uint64_t to_number, struct vname to_name)
{
	long error;
	struct node *from = directory_of(number, &error), *to, *node, *old = NULL;
	struct entry **link, **old_link;

	if (!from)
		return error;
	to = directory_of(to_number, &error);
	if (!to)
		return error;
	if (!is_name(&name) || !is_name(&to_name))
		return -EINVAL;
	link = find(from, &name);
	if (!*link || !to->links)
		return -ENOENT;
	node = ramfs_node((*link)->node);
	old_link = find(to, &to_name);
	if (*old_link)
		old = ramfs_node((*old_link)->node);
	if (old == node)
		return 0;
	if (old && S_ISDIR(old->mode) != S_ISDIR(node->mode))
		return S_ISDIR(node->mode) ? -ENOTDIR : -EISDIR;
	if (old && is_in_use(old))
		return -ENOTEMPTY;
	if (add(to, &to_name, node) < 0)
		return -ENOSPC;
	if (old) {
		take_out(to, find(to, &to_name));
		unname(to, old);
	}
	take_out(from, find(from, &name));
	if (S_ISDIR(node->mode)) {
		from->links--;
		to->links++;
		node->parent = to->number;
	}
	ramfs_touch(node);
	return 0;
}

static void give_entry(struct vdirent *to, const char *name, size_t length, const struct node *node)
{
	memcpy(to->name.text, name, length);
	to->name.length = length;
	to->node = node->number;
	to->type = S_ISDIR(node->mode) ? DT_DIR : DT_REG;
}

long ramfs_readdir(uint64_t number, uint64_t position, struct vdirent *to)
{
	long error;
	struct node *directory = directory_of(number, &error);
	struct entry *entry;

	if (!directory)
		return error;
	if (!directory->links)		/* removed: its parent may be gone too */
		return -ENOENT;
	if (position < 2) {
		if (position == 0)
			give_entry(to, ".", 1, directory);
		else
			give_entry(to, "..", 2, ramfs_node(directory->parent));
		return (long)position + 1;
	}
	for (entry = directory->entries; entry; entry = entry->next)
		if (entry->position >= position) {
			give_entry(to, entry->name, entry->length, ramfs_node(entry->node));
			return (long)entry->position + 1;
		}
	return 0;
}
