/*
 * Files by descriptor and path, as POSIX and Linux have them, but for one user, without symbolic
 * links, and with one process's worth of locks. Results below 0 are negative errno values.
 */
#pragma once
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#define VFS_FILES 256

/* The root is that of a file system that has registered itself. */
int vfs_mount_root(const char *file_system);

int vfs_open(const char *path, int flags, mode_t mode);
int vfs_close(int fd);
int vfs_dup(int fd, int least, int flags);	/* onto the lowest free number from 'least' on */
int vfs_dup_to(int fd, int to, int flags);	/* onto just that one; they may be the same */

ssize_t vfs_read(int fd, void *to, size_t size);
ssize_t vfs_write(int fd, const void *from, size_t size);
ssize_t vfs_pread(int fd, void *to, size_t size, off_t offset);
ssize_t vfs_pwrite(int fd, const void *from, size_t size, off_t offset);
off_t vfs_lseek(int fd, off_t offset, int whence);
int vfs_ftruncate(int fd, off_t length);
int vfs_truncate(const char *path, off_t length);
int vfs_fsync(int fd);
int vfs_isatty(int fd);		/* 1 or 0 */

int vfs_fstat(int fd, struct stat *status);
int vfs_stat(const char *path, struct stat *status);
int vfs_access(const char *path, int mode);
int vfs_chmod(const char *path, mode_t mode);
int vfs_fchmod(int fd, mode_t mode);
int vfs_chown(const char *path, uid_t owner, gid_t group);
int vfs_fchown(int fd, uid_t owner, gid_t group);
/* Nanoseconds since 1970, or VFS_NOW, or VFS_SAME. */
#define VFS_NOW  INT64_MIN
#define VFS_SAME (INT64_MIN + 1)
int vfs_utimens(const char *path, int64_t accessed, int64_t modified);
int vfs_futimens(int fd, int64_t accessed, int64_t modified);
mode_t vfs_umask(mode_t mask);

int vfs_unlink(const char *path);
int vfs_rename(const char *from, const char *to);
int vfs_mkdir(const char *path, mode_t mode);
int vfs_rmdir(const char *path);
int vfs_chdir(const char *path);
int vfs_fchdir(int fd);
ssize_t vfs_getcwd(char *path, size_t size);	/* -> length, with the NUL */
ssize_t vfs_getdents(int fd, void *entries, size_t size);
/* ENOENT and its like, or EINVAL: nothing is a link. */
int vfs_readlink(const char *path);

/*
 * Commands without a pointer; and F_GETLK, F_SETLK and their like. The answer to the first is
 * F_UNLCK: nobody else's lock is ever in the way.
 */
int vfs_fcntl(int fd, int command, long argument);
int vfs_lock(int fd, int command, int type, int whence, off_t start, off_t length);
