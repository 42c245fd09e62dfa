/*
 * The C library's functions that are nothing but a system call, so that they need not take the way
 * by a trapped instruction. Shared code: found before musl's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "ukplat/ukplat.h"
#include "uksyscall/uksyscall.h"
#include "uktime/uktime.h"
#include "vfscore/vfscore.h"

static long result(long value)
{
	if (value >= 0)
		return value;
	errno = (int)-value;
	return -1;
}

#define CALL(part, number, a, b, c, d) \
	result(uk_syscall_##part(SYS_##number, (long)(a), (long)(b), (long)(c), (long)(d)))

int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	/* Only a call that creates passes a mode; otherwise nobody looks at it. */
	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	return (int)result(vfs_open(path, flags, mode));
}

int creat(const char *path, mode_t mode)
{
	return (int)result(vfs_open(path, O_CREAT | O_WRONLY | O_TRUNC, mode));
}

int fcntl(int fd, int command, ...)
{
	va_list arguments;
	long argument;

	va_start(arguments, command);
	argument = va_arg(arguments, long);
	va_end(arguments);
	return (int)CALL(file, fcntl, fd, command, argument, 0);
}

int close(int fd)
{
	return (int)result(vfs_close(fd));
}

ssize_t read(int fd, void *to, size_t size)
{
	return result(vfs_read(fd, to, size));
}

ssize_t write(int fd, const void *from, size_t size)
{
	return result(vfs_write(fd, from, size));
}

ssize_t pread(int fd, void *to, size_t size, off_t offset)
{
	return result(vfs_pread(fd, to, size, offset));
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t offset)
{
	return result(vfs_pwrite(fd, from, size, offset));
}

off_t lseek(int fd, off_t offset, int whence)
{
	return result(vfs_lseek(fd, offset, whence));
}

int ftruncate(int fd, off_t length)
{
	return (int)result(vfs_ftruncate(fd, length));
}

int truncate(const char *path, off_t length)
{
	return (int)result(vfs_truncate(path, length));
}

int fsync(int fd)
{
	return (int)result(vfs_fsync(fd));
}

int fdatasync(int fd)
{
	return (int)result(vfs_fsync(fd));
}

int dup(int fd)
{
	return (int)result(vfs_dup(fd, 0, 0));
}

int dup2(int fd, int to)
{
	return (int)result(vfs_dup_to(fd, to, 0));
}

int isatty(int fd)
{
	struct stat status;

	if (vfs_isatty(fd))
		return 1;
	errno = vfs_fstat(fd, &status) < 0 ? EBADF : ENOTTY;
	return 0;
}

int stat(const char *restrict path, struct stat *restrict status)
{
	return (int)result(vfs_stat(path, status));
}

int lstat(const char *restrict path, struct stat *restrict status)
{
	return (int)result(vfs_stat(path, status));
}

int fstat(int fd, struct stat *status)
{
	return (int)result(vfs_fstat(fd, status));
}

int access(const char *path, int mode)
{
	return (int)result(vfs_access(path, mode));
}

int chmod(const char *path, mode_t mode)
{
	return (int)result(vfs_chmod(path, mode));
}

int fchmod(int fd, mode_t mode)
{
	return (int)result(vfs_fchmod(fd, mode));
}

int chown(const char *path, uid_t owner, gid_t group)
{
	return (int)result(vfs_chown(path, owner, group));
}

int fchown(int fd, uid_t owner, gid_t group)
{
	return (int)result(vfs_fchown(fd, owner, group));
}

int unlink(const char *path)
{
	return (int)result(vfs_unlink(path));
}

int rename(const char *from, const char *to)
{
	return (int)result(vfs_rename(from, to));
}

int mkdir(const char *path, mode_t mode)
{
	return (int)result(vfs_mkdir(path, mode));
}

int rmdir(const char *path)
{
	return (int)result(vfs_rmdir(path));
}

int chdir(const char *path)
{
	return (int)result(vfs_chdir(path));
}

char *getcwd(char *path, size_t size)
{
	char own[4096];
	ssize_t length;

	if (path && !size) {
		errno = EINVAL;
		return NULL;
	}
	length = result(path ? vfs_getcwd(path, size) : vfs_getcwd(own, sizeof own));
	if (length < 0 || path)
		return length < 0 ? NULL : path;
	return strdup(own);
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t size)
{
	(void)to;
	return result(size ? vfs_readlink(path) : -EINVAL);
}

int utimensat(int directory, const char *path, const struct timespec times[2], int flags)
{
	return (int)CALL(path, utimensat, directory, path, times, flags);
}

int futimens(int fd, const struct timespec times[2])
{
	return (int)CALL(path, utimensat, fd, NULL, times, 0);
}

int utime(const char *path, const struct utimbuf *times)
{
	if (!times)
		return (int)result(vfs_utimens(path, VFS_NOW, VFS_NOW));
	return (int)result(vfs_utimens(path, times->actime * 1000000000L, times->modtime * 1000000000L));
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	(void)fd;
	(void)offset;
	return (void *)CALL(memory, mmap, address, size, protection, flags);
}

int munmap(void *address, size_t size)
{
	return (int)CALL(memory, munmap, address, size, 0, 0);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	return (int)CALL(time, clock_gettime, clock, time, 0, 0);
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	(void)zone;
	return (int)CALL(time, gettimeofday, time, 0, 0, 0);
}

time_t time(time_t *to)
{
	return CALL(time, time, to, 0, 0, 0);
}

int nanosleep(const struct timespec *time, struct timespec *rest)
{
	(void)rest;
	return (int)CALL(time, nanosleep, time, 0, 0, 0);
}

int usleep(unsigned microseconds)
{
	return (int)result(uk_clock_sleep(microseconds * 1000L));
}

unsigned sleep(unsigned seconds)
{
	uk_clock_sleep(seconds * 1000000000L);
	return 0;
}

pid_t getpid(void)
{
	return 1;
}

uid_t geteuid(void)
{
	return 0;
}

void _Exit(int status)
{
	ukplat_terminate(status & 255);
}
