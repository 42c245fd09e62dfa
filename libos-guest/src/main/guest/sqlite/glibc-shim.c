/*
 * Debian's libsqlite3.a was compiled against glibc's headers. These are the few names in it that
 * musl does not have; everything else that SQLite calls has the same name and layout in both.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Older musls have these names as macros, newer ones not at all. */
#undef open64
#undef stat64
#undef fstat64
#undef lstat64
#undef ftruncate64
#undef pread64
#undef pwrite64
#undef mmap64

/* What _FORTIFY_SOURCE turns memcpy and its like into: the last argument is the room there is. */
void *__memcpy_chk(void *to, const void *from, size_t length, size_t room);
void *__memmove_chk(void *to, const void *from, size_t length, size_t room);
void *__memset_chk(void *to, int byte, size_t length, size_t room);
/* Large files by another name: musl knows no small ones. */
int fcntl64(int file, int command, ...);
int open64(const char *path, int flags, ...);
int stat64(const char *path, struct stat *status);
int fstat64(int file, struct stat *status);
int lstat64(const char *path, struct stat *status);
int ftruncate64(int file, off_t length);
ssize_t pread64(int file, void *to, size_t length, off_t offset);
ssize_t pwrite64(int file, const void *from, size_t length, off_t offset);
void *mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset);

void *__memcpy_chk(void *to, const void *from, size_t length, size_t room)
{
	if (length > room)
		abort();
	return memcpy(to, from, length);
}

void *__memmove_chk(void *to, const void *from, size_t length, size_t room)
{
	if (length > room)
		abort();
	return memmove(to, from, length);
}

void *__memset_chk(void *to, int byte, size_t length, size_t room)
{
	if (length > room)
		abort();
	return memset(to, byte, length);
}

int fcntl64(int file, int command, ...)
{
	va_list arguments;
	void *argument;

	/* Every command's argument is an int or a pointer, or there is none and nobody looks. */
	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	return fcntl(file, command, argument);
}

int open64(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	/* Only a call that creates passes a mode; otherwise nobody looks at it. */
	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	return open(path, flags, mode);
}

int stat64(const char *path, struct stat *status)
{
	return stat(path, status);
}

int fstat64(int file, struct stat *status)
{
	return fstat(file, status);
}

int lstat64(const char *path, struct stat *status)
{
	return lstat(path, status);
}

int ftruncate64(int file, off_t length)
{
	return ftruncate(file, length);
}

ssize_t pread64(int file, void *to, size_t length, off_t offset)
{
	return pread(file, to, length, offset);
}

ssize_t pwrite64(int file, const void *from, size_t length, off_t offset)
{
	return pwrite(file, from, length, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
	return mmap(address, length, protection, flags, file, offset);
}
