#include "tree.h"

#define MOST 8

struct open_file {
	void *file;
	size_t offset;
};

const char vfs_version[] = "1.0";
static const struct vfs_operations *root;
static struct open_file files[MOST];
static __thread int opened = 40;	/* .tdata */
static __thread int last;		/* .tbss */

static int mount(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	for (const struct file_system *s = uk_fslist_start; s < uk_fslist_end; s++) {
		root = s->operations;
		message(vfscore, "root is %d %d %d %d %d %d, %f and %f\n", 1, 2, 3, 4, 5, 6, 0.5, 1.25);
	}
	return root ? 0 : -1;
}

static void unmount(int result)
{
	message(vfscore, "unmounted, result %d\n", result);
}
INITIALISER(mount, unmount, 45);

static struct open_file *file_of(int fd)
{
	last = fd;
	return fd >= 0 && fd < MOST && files[fd].file ? &files[fd] : NULL;
}

int vfs_open(const char *name, int create)
{
	void *file = root->open(name, create);

	if (!file) {
		errno = ENOENT;
		return -1;
	}
	for (int fd = 0; fd < MOST; fd++)
		if (!files[fd].file) {
			files[fd] = (struct open_file){ file, 0 };
			opened++;
			return fd;
		}
	errno = ENOMEM;
	return -1;
}

int vfs_close(int fd)
{
	struct open_file *f = file_of(fd);

	if (!f) {
		errno = EINVAL;
		return -1;
	}
	f->file = NULL;
	return 0;
}

long vfs_read(int fd, void *to, size_t size)
{
	struct open_file *f = file_of(fd);
	long n = f ? root->read(f->file, to, size, f->offset) : -1;

	if (n > 0)
		f->offset += (size_t)n;
	return n;
}

long vfs_write(int fd, const void *from, size_t size)
{
	struct open_file *f = file_of(fd);
	long n = f ? root->write(f->file, from, size, f->offset) : -1;

	if (n > 0)
		f->offset += (size_t)n;
	return n;
}

long vfs_seek(int fd, long to)
{
	struct open_file *f = file_of(fd);

	if (!f || to < 0)
		return -1;
	f->offset = (size_t)to;
	return to;
}

int vfs_each(int (*found)(void *argument, unsigned long hash, size_t size), void *argument)
{
	return root->each(found, argument);
}

int vfs_opened(void)
{
	return opened * 100 + last;
}
