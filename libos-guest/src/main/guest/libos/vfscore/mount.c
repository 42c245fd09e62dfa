#include <errno.h>
#include <string.h>

#include "vfscore/internal.h"

struct vfs vfs_root;

int vfscore_register(const char *name, const struct vnops *operations, uint64_t root)
{
	static char kept[16];

	if (vfs_root.name || strnlen(name, sizeof kept) == sizeof kept)
		return -EBUSY;
	strcpy(kept, name);
	vfs_root.name = kept;
	vfs_root.operations = *operations;
	vfs_root.root = root;
	return 0;
}

int vfs_mount_root(const char *file_system)
{
	if (!vfs_root.name || strcmp(file_system, vfs_root.name) != 0)
		return -ENODEV;
	path_start(vfs_root.root);
	return 0;
}

struct vname vname(const char *text, size_t length)
{
	struct vname name = { .length = length };

	memcpy(name.text, text, length);
	return name;
}

long read_entry(uint64_t directory, uint64_t position, struct vdirent *entry)
{
	long next = vfs_root.operations.readdir(directory, position, entry);

	if (entry->name.length > VFS_NAME)
		entry->name.length = VFS_NAME;
	return next;
}

long node_mode(uint64_t node)
{
	struct vattr attributes;
	long result = vfs_root.operations.getattr(node, &attributes);

	return result < 0 ? result : (long)attributes.mode;
}
