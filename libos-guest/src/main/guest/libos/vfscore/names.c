/* Making, removing and renaming what paths name, and its attributes. */
#include <errno.h>
#include <string.h>

#include "vfscore/internal.h"

#define SECOND INT64_C(1000000000)

/* Calls with a path and calls with a descriptor meet at the node. */
static long node_of(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	return file->kind == FILE_CONSOLE ? -EPERM : (long)file->node;
}

static struct timespec time_of(int64_t nanoseconds)
{
	struct timespec time = { nanoseconds / SECOND, nanoseconds % SECOND };

	if (time.tv_nsec < 0) {
		time.tv_sec--;
		time.tv_nsec += SECOND;
	}
	return time;
}

static void console_status(struct stat *status)
{
	memset(status, 0, sizeof *status);
	status->st_mode = S_IFCHR | 0620;
	status->st_nlink = 1;
	status->st_blksize = 1024;
}

static int node_status(long node, struct stat *status)
{
	struct vattr from;
	long result = node < 0 ? node : vfs_root.operations.getattr((uint64_t)node, &from);

	if (result < 0)
		return (int)result;
	memset(status, 0, sizeof *status);
	status->st_dev = 1;
	status->st_ino = inode_number(from.node);
	status->st_mode = from.mode;
	status->st_nlink = from.links;
	status->st_uid = from.owner;
	status->st_gid = from.group;
	status->st_size = (off_t)from.size;
	status->st_blksize = 4096;
	status->st_blocks = (blkcnt_t)from.blocks;
	status->st_atim = time_of(from.accessed);
	status->st_mtim = time_of(from.modified);
	status->st_ctim = time_of(from.changed);
	return 0;
}

int vfs_fstat(int fd, struct stat *status)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	if (file->kind != FILE_CONSOLE)
		return node_status((long)file->node, status);
	console_status(status);
	return 0;
}

int vfs_stat(const char *path, struct stat *status)
{
	struct place place;

	return node_status(path_find(path, &place), status);
}

/* The superuser may everything but execute what nobody may. */
int vfs_access(const char *path, int mode)
{
	struct place place;
	long result;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	result = path_find(path, &place);
	if (result >= 0)
		result = node_mode((uint64_t)result);
	if (result < 0)
		return (int)result;
	return mode & X_OK && !S_ISDIR(result) && !(result & 0111) ? -EACCES : 0;
}

static int set_mode(long node, mode_t mode)
{
	struct vattr attributes = { .mode = mode & 07777 };

	if (node < 0)
		return (int)node;
	return (int)vfs_root.operations.setattr((uint64_t)node, VATTR_MODE, &attributes);
}

int vfs_chmod(const char *path, mode_t mode)
{
	struct place place;

	return set_mode(path_find(path, &place), mode);
}

int vfs_fchmod(int fd, mode_t mode)
{
	return set_mode(node_of(fd), mode);
}

static int set_owner(long node, uid_t owner, gid_t group)
{
	struct vattr attributes;
	long result = node < 0 ? node : vfs_root.operations.getattr((uint64_t)node, &attributes);

	if (result < 0)
		return (int)result;
	if (owner != (uid_t)-1)
		attributes.owner = owner;
	if (group != (gid_t)-1)
		attributes.group = group;
	return (int)vfs_root.operations.setattr((uint64_t)node, VATTR_OWNER, &attributes);
}

int vfs_chown(const char *path, uid_t owner, gid_t group)
{
	struct place place;

	return set_owner(path_find(path, &place), owner, group);
}

int vfs_fchown(int fd, uid_t owner, gid_t group)
{
	return set_owner(node_of(fd), owner, group);
}

static int set_times(long node, int64_t accessed, int64_t modified)
{
	struct vattr attributes = { .accessed = accessed, .modified = modified };

	if (node < 0)
		return (int)node;
	return (int)vfs_root.operations.setattr((uint64_t)node, VATTR_TIMES, &attributes);
}

int vfs_utimens(const char *path, int64_t accessed, int64_t modified)
{
	struct place place;

	return set_times(path_find(path, &place), accessed, modified);
}

int vfs_futimens(int fd, int64_t accessed, int64_t modified)
{
	return set_times(node_of(fd), accessed, modified);
}

mode_t vfs_umask(mode_t mask)
{
	mode_t old = vfs_mask;

	vfs_mask = mask & 0777;
	return old;
}

int vfs_readlink(const char *path)
{
	struct place place;
	long node = path_find(path, &place);

	return node < 0 ? (int)node : -EINVAL;
}

int vfs_mkdir(const char *path, mode_t mode)
{
	struct place place;
	int result = path_walk(path, &place);
	long node;

	if (result < 0)
		return result;
	if (place.kind != PLACE_NAME)
		return -EEXIST;
	place.slash = 0;
	node = path_node(&place);
	if (node != -ENOENT)
		return node < 0 ? (int)node : -EEXIST;
	node = vfs_root.operations.create(place.directory, vname(place.name, place.length),
					  S_IFDIR | (mode & 01777 & ~vfs_mask));
	return node < 0 ? (int)node : 0;
}

static int remove_entry(struct place *place, int directory)
{
	int slash = place->slash;
	long node, mode;

	place->slash = 0;
	node = path_node(place);
	if (node < 0)
		return (int)node;
	mode = node_mode((uint64_t)node);
	if (mode < 0)
		return (int)mode;
	if (directory && !S_ISDIR(mode))
		return -ENOTDIR;
	if (!directory && S_ISDIR(mode))
		return -EISDIR;
	if (!directory && slash)
		return -ENOTDIR;
	return (int)vfs_root.operations.remove(place->directory, vname(place->name, place->length));
}

int vfs_unlink(const char *path)
{
	struct place place;
	int result = path_walk(path, &place);

	if (result < 0)
		return result;
	return place.kind == PLACE_NAME ? remove_entry(&place, 0) : -EISDIR;
}

int vfs_rmdir(const char *path)
{
	struct place place;
	int result = path_walk(path, &place);

	if (result < 0)
		return result;
	switch (place.kind) {
	case PLACE_ROOT:
		return -EBUSY;
	case PLACE_DOT:
		return -EINVAL;
	case PLACE_DOT_DOT:
		return -ENOTEMPTY;
	default:
		return remove_entry(&place, 1);
	}
}

/* Is 'node' the directory 'of', or somewhere below it? */
static int within(uint64_t node, uint64_t of)
{
	for (; node != of; ) {
		long parent;

		parent = vfs_root.operations.lookup(node, vname("..", 2));
		if (parent < 0 || (uint64_t)parent == node)
			return 0;
		node = (uint64_t)parent;
	}
	return 1;
}

/* Whether what is there may be renamed over what may be there: 0, or 1 if they are the same. */
static int may_rename(struct place *from, struct place *to)
{
	int from_slash = from->slash, to_slash = to->slash;
	long node, other, mode, other_mode = 0;

	from->slash = to->slash = 0;
	node = path_node(from);
	if (node < 0)
		return (int)node;
	mode = node_mode((uint64_t)node);
	other = path_node(to);
	if (other < 0 && other != -ENOENT)
		return (int)other;
	if (other >= 0)
		other_mode = node_mode((uint64_t)other);
	if (mode < 0 || other_mode < 0)
		return -EIO;
	if (!S_ISDIR(mode) && (from_slash || to_slash))
		return -ENOTDIR;
	if (S_ISDIR(mode) && within(to->directory, (uint64_t)node))
		return -EINVAL;
	if (other < 0)
		return 0;
	if (S_ISDIR(other_mode) && within(from->directory, (uint64_t)other))
		return -ENOTEMPTY;
	if (node == other)
		return 1;
	if (S_ISDIR(mode) != S_ISDIR(other_mode))
		return S_ISDIR(mode) ? -ENOTDIR : -EISDIR;
	return 0;
}

int vfs_rename(const char *from, const char *to)
{
	struct place old, new;
	int result = path_walk(from, &old);

	if (result == 0)
		result = path_walk(to, &new);
	if (result < 0)
		return result;
	if (old.kind != PLACE_NAME || new.kind != PLACE_NAME)
		return -EBUSY;
	result = may_rename(&old, &new);
	if (result != 0)
		return result < 0 ? result : 0;
	return (int)vfs_root.operations.rename(old.directory, vname(old.name, old.length),
					       new.directory, vname(new.name, new.length));
}
