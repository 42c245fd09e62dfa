#include "uksyscall/uksyscall.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <string.h>

#include "uktime/uktime.h"
#include "ukplat/ukplat.h"
#include "vfscore/vfscore.h"

#define VECTORS 1024	/* Linux: UIO_MAXIOV */

/* Every part moved counts; an error counts only if nothing was moved. */
static long vector(long fd, const struct iovec *parts, long count, int writes)
{
	long done = 0, result;
	long i;

	if (count < 0 || count > VECTORS)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		if (writes)
			result = vfs_write((int)fd, parts[i].iov_base, parts[i].iov_len);
		else
			result = vfs_read((int)fd, parts[i].iov_base, parts[i].iov_len);
		if (result < 0)
			return done ? done : result;
		done += result;
		if ((size_t)result < parts[i].iov_len)
			break;
	}
	return done;
}

static long control(long fd, long request, struct winsize *size)
{
	struct stat status;

	if (request == TIOCGWINSZ && vfs_isatty((int)fd)) {
		memset(size, 0, sizeof *size);
		return 0;
	}
	/* ENOTTY is what a file that is no terminal says; EBADF is said if it is none. */
	return vfs_fstat((int)fd, &status) < 0 ? -EBADF : -ENOTTY;
}

static long lock(int fd, int command, struct flock *range)
{
	int result = vfs_lock(fd, command, range->l_type, range->l_whence, range->l_start, range->l_len);

	if (command != F_GETLK || result < 0)
		return result;
	range->l_type = (short)result;
	return 0;
}

static long file_control(long fd, long command, long argument)
{
	if (command == F_GETLK || command == F_SETLK || command == F_SETLKW)
		return lock((int)fd, (int)command, (struct flock *)argument);
	return vfs_fcntl((int)fd, (int)command, argument);
}

long uk_syscall_file(long number, long a, long b, long c, long d)
{
	int fd = (int)a;

	switch (number) {
	case SYS_read: return vfs_read(fd, (void *)b, (size_t)c);
	case SYS_write: return vfs_write(fd, (void *)b, (size_t)c);
	case SYS_readv: return vector(a, (void *)b, c, 0);
	case SYS_writev: return vector(a, (void *)b, c, 1);
	case SYS_pread64: return vfs_pread(fd, (void *)b, (size_t)c, d);
	case SYS_pwrite64: return vfs_pwrite(fd, (void *)b, (size_t)c, d);
	case SYS_close: return vfs_close(fd);
	case SYS_lseek: return vfs_lseek(fd, b, (int)c);
	case SYS_fstat: return vfs_fstat(fd, (void *)b);
	case SYS_ftruncate: return vfs_ftruncate(fd, b);
	case SYS_fsync:
	case SYS_fdatasync: return vfs_fsync(fd);
	case SYS_fcntl: return file_control(a, b, c);
	case SYS_ioctl: return control(a, b, (void *)c);
	case SYS_dup: return vfs_dup(fd, 0, 0);
	case SYS_dup2: return vfs_dup_to(fd, (int)b, 0);
	case SYS_dup3: return a == b ? -EINVAL : vfs_dup_to(fd, (int)b, (int)c);
	case SYS_getdents64: return vfs_getdents(fd, (void *)b, (size_t)c);
	case SYS_fchmod: return vfs_fchmod(fd, (mode_t)b);
	case SYS_fchown: return vfs_fchown(fd, (uid_t)b, (gid_t)c);
	case SYS_fchdir: return vfs_fchdir(fd);
	default: return UK_NO_SYSCALL;
	}
}

/* Paths are relative to the working directory, or absolute, or nothing can be done. */
static int elsewhere(long directory, long path)
{
	return (int)directory != AT_FDCWD && (!path || *(const char *)path != '/');
}

static long status_at(long directory, const char *path, struct stat *status, long flags)
{
	if (flags & AT_EMPTY_PATH && !*path)
		return (int)directory == AT_FDCWD ? vfs_stat(".", status) : vfs_fstat((int)directory, status);
	return elsewhere(directory, (long)path) ? -ENOSYS : vfs_stat(path, status);
}

static long times_at(long directory, const char *path, const struct timespec *times)
{
	int64_t accessed, modified;
	int result = uk_file_times(times, &accessed, &modified);

	if (result < 0)
		return result;
	if (!path)
		return vfs_futimens((int)directory, accessed, modified);
	return elsewhere(directory, (long)path) ? -ENOSYS : vfs_utimens(path, accessed, modified);
}

static long path_call_at(long number, const char *path, long c, long d)
{
	switch (number) {
	case SYS_openat: return vfs_open(path, (int)c, (mode_t)d);
	case SYS_mkdirat: return vfs_mkdir(path, (mode_t)c);
	case SYS_unlinkat: return c & AT_REMOVEDIR ? vfs_rmdir(path) : vfs_unlink(path);
	case SYS_readlinkat: return vfs_readlink(path);
	case SYS_faccessat: return vfs_access(path, (int)c);
	case SYS_fchmodat: return vfs_chmod(path, (mode_t)c);
	default: return vfs_chown(path, (uid_t)c, (gid_t)d);
	}
}

long uk_syscall_path(long number, long a, long b, long c, long d)
{
	const char *path = (const char *)a;

	switch (number) {
	case SYS_open: return vfs_open(path, (int)b, (mode_t)c);
	case SYS_creat: return vfs_open(path, O_CREAT | O_WRONLY | O_TRUNC, (mode_t)b);
	case SYS_stat:
	case SYS_lstat: return vfs_stat(path, (void *)b);
	case SYS_access: return vfs_access(path, (int)b);
	case SYS_truncate: return vfs_truncate(path, b);
	case SYS_rename: return vfs_rename(path, (const char *)b);
	case SYS_mkdir: return vfs_mkdir(path, (mode_t)b);
	case SYS_rmdir: return vfs_rmdir(path);
	case SYS_unlink: return vfs_unlink(path);
	case SYS_readlink: return vfs_readlink(path);
	case SYS_chmod: return vfs_chmod(path, (mode_t)b);
	case SYS_chown:
	case SYS_lchown: return vfs_chown(path, (uid_t)b, (gid_t)c);
	case SYS_chdir: return vfs_chdir(path);
	case SYS_getcwd: return vfs_getcwd((char *)a, (size_t)b);
	case SYS_newfstatat: return status_at(a, (const char *)b, (void *)c, d);
	case SYS_utimensat: return times_at(a, (const char *)b, (const void *)c);
	case SYS_renameat:
	case SYS_renameat2:
		return elsewhere(a, b) || elsewhere(c, d) ? -ENOSYS : vfs_rename((char *)b, (char *)d);
	case SYS_openat:
	case SYS_mkdirat:
	case SYS_unlinkat:
	case SYS_readlinkat:
	case SYS_faccessat:
	case SYS_fchmodat:
	case SYS_fchownat:
		return elsewhere(a, b) ? -ENOSYS : path_call_at(number, (const char *)b, c, d);
	default: return UK_NO_SYSCALL;
	}
}

long uk_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	long result = uk_syscall_file(number, a, b, c, d);

	(void)e;
	(void)f;
	if (result == UK_NO_SYSCALL)
		result = uk_syscall_path(number, a, b, c, d);
	if (result == UK_NO_SYSCALL)
		result = uk_syscall_time(number, a, b, c, d);
	if (result == UK_NO_SYSCALL)
		result = uk_syscall_memory(number, a, b, c, d);
	if (result == UK_NO_SYSCALL)
		result = uk_syscall_process(number, a, b, c);
	return result == UK_NO_SYSCALL ? -ENOSYS : result;
}
