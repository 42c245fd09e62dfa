#include <errno.h>
#include <string.h>

#include "vfscore/internal.h"

static uint64_t working_directory;

void path_start(uint64_t root)
{
	working_directory = root;
	vfs_root.operations.hold(root);
}

static long lookup(uint64_t directory, const char *name, size_t length)
{
	if (length > VFS_NAME)
		return -ENAMETOOLONG;
	return vfs_root.operations.lookup(directory, vname(name, length));
}

static int is(const char *name, size_t length, const char *what)
{
	return length == strlen(what) && memcmp(name, what, length) == 0;
}

/* Cuts the next part off, with all slashes before it; its length is 0 at the end. */
static const char *next_part(const char **rest, size_t *length)
{
	const char *part = *rest + strspn(*rest, "/");

	*length = strcspn(part, "/");
	*rest = part + *length;
	return part;
}

static int copy_path(const char *path, struct place *place)
{
	size_t length = strnlen(path, sizeof place->path);

	if (length == 0)
		return -ENOENT;
	if (length == sizeof place->path)
		return -ENAMETOOLONG;
	memcpy(place->path, path, length);
	place->path[length] = 0;
	return 0;
}

int path_walk(const char *path, struct place *place)
{
	const char *rest = place->path, *part, *next;
	size_t length, next_length;
	long node, mode;
	int result = copy_path(path, place);

	if (result < 0)
		return result;
	node = (long)(*rest == '/' ? vfs_root.root : working_directory);
	part = next_part(&rest, &length);
	place->slash = 0;
	while (length) {
		place->slash = *rest == '/';
		next = next_part(&rest, &next_length);
		if (!next_length)
			break;
		node = lookup((uint64_t)node, part, length);
		if (node < 0)
			return (int)node;
		part = next;
		length = next_length;
	}
	place->directory = (uint64_t)node;
	place->name = part;
	place->length = length;
	place->kind = !length ? PLACE_ROOT : is(part, length, ".") ? PLACE_DOT :
		      is(part, length, "..") ? PLACE_DOT_DOT : PLACE_NAME;
	/* The root and the working directory need no test. */
	mode = part == place->path + strspn(place->path, "/") ? S_IFDIR : node_mode((uint64_t)node);
	return mode < 0 ? (int)mode : S_ISDIR(mode) ? 0 : -ENOTDIR;
}

long path_node(const struct place *place)
{
	long node, mode;

	if (place->kind == PLACE_ROOT)
		return (long)vfs_root.root;
	node = lookup(place->directory, place->name, place->length);
	if (node < 0 || !place->slash)
		return node;
	mode = node_mode((uint64_t)node);
	return mode < 0 ? mode : S_ISDIR(mode) ? node : -ENOTDIR;
}

long path_find(const char *path, struct place *place)
{
	int result = path_walk(path, place);

	return result < 0 ? result : path_node(place);
}

static int change_directory(long node)
{
	long mode;

	if (node < 0)
		return (int)node;
	mode = node_mode((uint64_t)node);
	if (mode < 0 || !S_ISDIR(mode))
		return mode < 0 ? (int)mode : -ENOTDIR;
	vfs_root.operations.hold((uint64_t)node);
	vfs_root.operations.release(working_directory);
	working_directory = (uint64_t)node;
	return 0;
}

int vfs_chdir(const char *path)
{
	struct place place;

	return change_directory(path_find(path, &place));
}

int vfs_fchdir(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	return file->kind == FILE_DIRECTORY ? change_directory((long)file->node) : -ENOTDIR;
}

/* What a directory calls one of its entries. */
static long name_of(uint64_t directory, uint64_t node, struct vdirent *entry)
{
	long position = 0;

	while ((position = read_entry(directory, (uint64_t)position, entry)) > 0)
		if (entry->node == node && !is(entry->name.text, entry->name.length, "."))
			return 0;
	return position < 0 ? position : -ENOENT;
}

/* From the working directory up, so the path is written from its end. */
ssize_t vfs_getcwd(char *path, size_t size)
{
	char text[sizeof ((struct place *)0)->path];
	size_t start = sizeof text - 1, length;
	uint64_t node = working_directory;
	struct vdirent entry;
	long parent;

	text[start] = 0;
	for (; node != vfs_root.root; node = (uint64_t)parent) {
		parent = lookup(node, "..", 2);
		if (parent < 0 || name_of((uint64_t)parent, node, &entry) < 0)
			return -ENOENT;
		length = entry.name.length;
		if (length + 1 > start)
			return -ENAMETOOLONG;
		start -= length + 1;
		text[start] = '/';
		memcpy(text + start + 1, entry.name.text, length);
	}
	if (!text[start])
		text[--start] = '/';
	length = sizeof text - start;
	if (length > size)
		return -ERANGE;
	memcpy(path, text + start, length);
	return (ssize_t)length;
}
