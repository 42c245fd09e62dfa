/*
 * Debian's libsqlite3.a was compiled against glibc's headers. These are the few names in it that
 * musl does not have; everything else that SQLite calls has the same name and layout in both.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* What _FORTIFY_SOURCE turns memcpy and memset into: the last argument is the room there is. */
void *__memcpy_chk(void *to, const void *from, size_t length, size_t room);
void *__memset_chk(void *to, int byte, size_t length, size_t room);
/* Large files by another name: musl knows no small ones. */
int fcntl64(int file, int command, ...);

void *__memcpy_chk(void *to, const void *from, size_t length, size_t room)
{
	if (length > room)
		abort();
	return memcpy(to, from, length);
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
