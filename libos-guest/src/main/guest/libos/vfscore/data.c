/* Reading and writing. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ukplat/ukplat.h"
#include "vfscore/internal.h"

static int may_read(const struct file *file)
{
	return (file->flags & O_ACCMODE) != O_WRONLY;
}

static int may_write(const struct file *file)
{
	return (file->flags & O_ACCMODE) != O_RDONLY;
}

static size_t at_most(size_t size)
{
	const size_t most = 0x7ffff000;		/* Linux's own */

	return size < most ? size : most;
}

static ssize_t write_console(int stream, const void *from, size_t size)
{
	return stream == 2 ? ukplat_coutd(from, size) : ukplat_coutk(from, size);
}

ssize_t vfs_read(int fd, void *to, size_t size)
{
	struct file *file = file_of(fd);
	long result;

	if (!file || !may_read(file))
		return -EBADF;
	if (file->kind == FILE_DIRECTORY)
		return -EISDIR;
	if (file->kind == FILE_CONSOLE)
		return ukplat_cink(to, at_most(size));
	result = vfs_root.operations.read(file->node, to, at_most(size), file->offset);
	if (result > 0)
		file->offset += result;
	return result;
}

ssize_t vfs_write(int fd, const void *from, size_t size)
{
	struct file *file = file_of(fd);
	long result;

	if (!file || !may_write(file))
		return -EBADF;
	if (file->kind == FILE_CONSOLE)
		return write_console(file->stream, from, at_most(size));
	if (file->flags & O_APPEND)
		file->offset = vfs_root.operations.size(file->node);
	result = vfs_root.operations.write(file->node, from, at_most(size), file->offset);
	if (result > 0)
		file->offset += result;
	return result;
}

ssize_t vfs_pread(int fd, void *to, size_t size, off_t offset)
{
	struct file *file = file_of(fd);

	if (offset < 0)
		return -EINVAL;
	if (!file)
		return -EBADF;
	if (file->kind == FILE_CONSOLE)
		return -ESPIPE;
	if (!may_read(file))
		return -EBADF;
	if (file->kind == FILE_DIRECTORY)
		return -EISDIR;
	return vfs_root.operations.read(file->node, to, at_most(size), offset);
}

ssize_t vfs_pwrite(int fd, const void *from, size_t size, off_t offset)
{
	struct file *file = file_of(fd);

	if (offset < 0)
		return -EINVAL;
	if (!file)
		return -EBADF;
	if (file->kind == FILE_CONSOLE)
		return -ESPIPE;
	if (!may_write(file))
		return -EBADF;
	/* Linux appends even so, against POSIX. */
	if (file->flags & O_APPEND)
		offset = vfs_root.operations.size(file->node);
	return vfs_root.operations.write(file->node, from, at_most(size), offset);
}

/* There are no holes to be found: all is data up to the end. */
static off_t seek_data(const struct file *file, off_t offset, int whence)
{
	off_t size = vfs_root.operations.size(file->node);

	if (offset < 0 || offset >= size)
		return -ENXIO;
	return whence == SEEK_DATA ? offset : size;
}

off_t vfs_lseek(int fd, off_t offset, int whence)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	if (file->kind == FILE_CONSOLE)
		return -ESPIPE;
	if (file->kind == FILE_DIRECTORY && whence != SEEK_SET && whence != SEEK_CUR)
		return -EINVAL;
	if (whence == SEEK_CUR)
		offset += file->offset;
	else if (whence == SEEK_END)
		offset += vfs_root.operations.size(file->node);
	else if (whence == SEEK_DATA || whence == SEEK_HOLE)
		offset = seek_data(file, offset, whence);
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (offset >= 0)
		file->offset = offset;
	return offset >= 0 || whence == SEEK_DATA || whence == SEEK_HOLE ? offset : -EINVAL;
}

int vfs_ftruncate(int fd, off_t length)
{
	struct file *file = file_of(fd);

	if (length < 0)
		return -EINVAL;
	if (!file)
		return -EBADF;
	if (file->kind != FILE_REGULAR || !may_write(file))
		return -EINVAL;
	return (int)vfs_root.operations.truncate(file->node, length);
}

int vfs_truncate(const char *path, off_t length)
{
	struct place place;
	long node, mode;

	if (length < 0)
		return -EINVAL;
	node = path_find(path, &place);
	if (node < 0)
		return (int)node;
	mode = node_mode((uint64_t)node);
	if (mode < 0)
		return (int)mode;
	return S_ISDIR(mode) ? -EISDIR : (int)vfs_root.operations.truncate((uint64_t)node, length);
}

/* Memory is as safe as it gets. */
int vfs_fsync(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	return file->kind == FILE_CONSOLE ? -EINVAL : 0;
}

int vfs_isatty(int fd)
{
	struct file *file = file_of(fd);

	return file && file->kind == FILE_CONSOLE && ukplat_is_terminal(file->stream);
}

/* struct dirent as the kernel's linux_dirent64: its record ends behind the name, 8-byte aligned. */
static size_t put_entry(struct dirent *entry, size_t room, long next, const struct vdirent *from)
{
	size_t length = from->name.length;
	size_t size = (offsetof(struct dirent, d_name) + length + 1 + 7) & ~(size_t)7;

	if (size > room)
		return 0;
	entry->d_ino = inode_number(from->node);
	entry->d_off = next;
	entry->d_reclen = (unsigned short)size;
	entry->d_type = (unsigned char)from->type;
	memcpy(entry->d_name, from->name.text, length);
	entry->d_name[length] = 0;
	return size;
}

ssize_t vfs_getdents(int fd, void *entries, size_t size)
{
	struct file *file = file_of(fd);
	size_t done = 0, put;
	struct vdirent from;
	long next;

	if (!file || file->kind != FILE_DIRECTORY)
		return file ? -ENOTDIR : -EBADF;
	while ((next = read_entry(file->node, (uint64_t)file->offset, &from)) > 0) {
		put = put_entry((struct dirent *)((char *)entries + done), size - done, next, &from);
		if (!put)
			return done ? (ssize_t)done : -EINVAL;
		done += put;
		file->offset = next;
	}
	return next < 0 && !done ? next : (ssize_t)done;
}
