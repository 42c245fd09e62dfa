#include <cubicle/cubicle.h>
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ukplat/ukplat.h"

/* What was written before an error counts. */
static long put(int stream, const char *text, size_t size)
{
	size_t done = 0;
	long result;

	while (done < size) {
		result = cubicle_syscall(SYS_write, stream, (long)(text + done), (long)(size - done), 0, 0);
		if (result == -EINTR)
			continue;
		if (result <= 0)
			return done ? (long)done : result;
		done += (size_t)result;
	}
	return (long)done;
}

long ukplat_coutk(const char *text, size_t size)
{
	return put(STDOUT_FILENO, text, size);
}

long ukplat_coutd(const char *text, size_t size)
{
	return put(STDERR_FILENO, text, size);
}

long ukplat_cink(char *text, size_t size)
{
	long result;

	do
		result = cubicle_syscall(SYS_read, STDIN_FILENO, (long)text, (long)size, 0, 0);
	while (result == -EINTR);
	return result;
}

int ukplat_is_terminal(int stream)
{
	struct winsize size;

	return cubicle_syscall(SYS_ioctl, stream, TIOCGWINSZ, (long)&size, 0, 0) == 0;
}
