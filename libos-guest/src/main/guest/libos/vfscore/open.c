/* Descriptors. */
#include <errno.h>

#include "ukboot/ukboot.h"
#include "vfscore/internal.h"

static struct file files[VFS_FILES];
static struct {
	struct file *file;
	int flags;	/* FD_CLOEXEC */
} descriptors[VFS_FILES];

mode_t vfs_mask = 022;

static int open_console(void)
{
	int stream;

	for (stream = 0; stream < 3; stream++) {
		int fd = file_open(FILE_CONSOLE, 0, O_RDWR);

		descriptors[fd].file->stream = stream;
	}
	return 0;
}
UK_INITCALL(UK_INIT_CORE, open_console);

struct file *file_of(int fd)
{
	return fd >= 0 && fd < VFS_FILES ? descriptors[fd].file : NULL;
}

static int free_descriptor(int least)
{
	for (; least < VFS_FILES; least++)
		if (!descriptors[least].file)
			return least;
	return -EMFILE;
}

int file_open(enum file_kind kind, uint64_t node, int flags)
{
	struct file *file = files;
	int fd = free_descriptor(0);

	if (fd < 0)
		return fd;
	while (file->kind != FILE_FREE)		/* there are no fewer than descriptors */
		file++;
	file->kind = kind;
	file->flags = flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_NOCTTY | O_CLOEXEC);
	file->references = 1;
	file->node = node;
	file->offset = 0;
	descriptors[fd].file = file;
	descriptors[fd].flags = flags & O_CLOEXEC ? FD_CLOEXEC : 0;
	if (kind != FILE_CONSOLE)
		vfs_root.operations.hold(node);
	return fd;
}

int vfs_close(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	descriptors[fd].file = NULL;
	if (--file->references)
		return 0;
	if (file->kind != FILE_CONSOLE)
		vfs_root.operations.release(file->node);
	file->kind = FILE_FREE;
	return 0;
}

static int duplicate(struct file *file, int to, int flags)
{
	file->references++;
	descriptors[to].file = file;
	descriptors[to].flags = flags & O_CLOEXEC ? FD_CLOEXEC : 0;
	return to;
}

int vfs_dup(int fd, int least, int flags)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	if (least < 0 || least >= VFS_FILES)
		return -EINVAL;
	least = free_descriptor(least);
	return least < 0 ? least : duplicate(file, least, flags);
}

int vfs_dup_to(int fd, int to, int flags)
{
	struct file *file = file_of(fd);

	if (!file || to < 0 || to >= VFS_FILES)
		return -EBADF;
	if (fd == to)
		return to;
	vfs_close(to);
	return duplicate(file, to, flags);
}

int vfs_fcntl(int fd, int command, long argument)
{
	const int changeable = O_APPEND | O_NONBLOCK | O_NOATIME;
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	switch (command) {
	case F_DUPFD:
		return vfs_dup(fd, (int)argument, 0);
	case F_DUPFD_CLOEXEC:
		return vfs_dup(fd, (int)argument, O_CLOEXEC);
	case F_GETFD:
		return descriptors[fd].flags;
	case F_SETFD:
		descriptors[fd].flags = (int)argument & FD_CLOEXEC;
		return 0;
	case F_GETFL:
		return file->flags | O_LARGEFILE;
	case F_SETFL:
		file->flags = (file->flags & ~changeable) | ((int)argument & changeable);
		return 0;
	default:
		return -EINVAL;
	}
}

/* Is it a range of bytes? It may begin before the end of the file, or where we are. */
static int is_range(const struct file *file, int whence, off_t start, off_t length)
{
	if (whence == SEEK_CUR)
		start += file->offset;
	else if (whence == SEEK_END)
		start += vfs_root.operations.size(file->node);
	else if (whence != SEEK_SET)
		return 0;
	return start >= 0 && (length >= 0 || start + length >= 0);
}

/* There is one process, and a process never stands in its own way. */
int vfs_lock(int fd, int command, int type, int whence, off_t start, off_t length)
{
	struct file *file = file_of(fd);
	int mode;

	if (!file)
		return -EBADF;
	if (file->kind != FILE_REGULAR)
		return -EINVAL;
	mode = file->flags & O_ACCMODE;
	if (type != F_RDLCK && type != F_WRLCK && (type != F_UNLCK || command == F_GETLK))
		return -EINVAL;
	if (!is_range(file, whence, start, length))
		return -EINVAL;
	if (command == F_GETLK)
		return F_UNLCK;
	if ((type == F_RDLCK && mode == O_WRONLY) || (type == F_WRLCK && mode == O_RDONLY))
		return -EBADF;
	return 0;
}

/* What open() does to a name that does not exist: the node, made. */
static long create(const struct place *place, mode_t mode)
{
	if (place->slash)
		return -EISDIR;
	return vfs_root.operations.create(place->directory, vname(place->name, place->length),
					  S_IFREG | (mode & 07777 & ~vfs_mask));
}

static long find_or_create(const char *path, int flags, mode_t mode)
{
	struct place place;
	long node = path_walk(path, &place);

	if (node < 0)
		return node;
	if (flags & O_CREAT && place.slash && place.kind == PLACE_NAME)
		return -EISDIR;
	node = path_node(&place);
	if (!(flags & O_CREAT))
		return node;
	if (node == -ENOENT && place.kind == PLACE_NAME)
		return create(&place, mode);
	return node >= 0 && flags & O_EXCL ? -EEXIST : node;
}

int vfs_open(const char *path, int flags, mode_t mode)
{
	long node = find_or_create(path, flags, mode), type;
	int writes = (flags & O_ACCMODE) != O_RDONLY;

	if (node < 0)
		return (int)node;
	type = node_mode((uint64_t)node);
	if (type < 0)
		return (int)type;
	if (!S_ISDIR(type) && flags & O_DIRECTORY)
		return -ENOTDIR;
	if (S_ISDIR(type) && (writes || flags & O_CREAT))
		return -EISDIR;
	if (S_ISREG(type) && flags & O_TRUNC)
		vfs_root.operations.truncate((uint64_t)node, 0);
	return file_open(S_ISDIR(type) ? FILE_DIRECTORY : FILE_REGULAR, (uint64_t)node, flags);
}
