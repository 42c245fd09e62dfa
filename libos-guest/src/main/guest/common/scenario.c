#include "scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char title[80];
static char facts[1024];
static char failures[1024];
static int passed, failed;

static void append(char *text, size_t size, const char *format, va_list arguments)
{
	size_t used = strlen(text);

	vsnprintf(text + used, size - used, format, arguments);
}

static void append_word(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, " %s", word);
}

void begin(const char *format, ...)
{
	va_list arguments;

	title[0] = facts[0] = failures[0] = 0;
	va_start(arguments, format);
	append(title, sizeof title, format, arguments);
	va_end(arguments);
}

void fact(const char *format, ...)
{
	va_list arguments;

	append_word(facts, sizeof facts, "");
	va_start(arguments, format);
	append(facts, sizeof facts, format, arguments);
	va_end(arguments);
}

void expect_(int holds, const char *what)
{
	if (!holds) {
		append_word(failures, sizeof failures, "!(");
		strncat(failures, what, sizeof failures - strlen(failures) - 2);
		strcat(failures, ")");
	}
}

void end(void)
{
	if (failures[0]) {
		failed++;
		printf("%s: FAILED%s%s\n", title, facts, failures);
	} else {
		passed++;
		printf("%s: ok%s\n", title, facts);
	}
	/* What was seen before a crash must not be lost in a buffer. */
	fflush(stdout);
}

int finish(void)
{
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}

const char *errno_name(int number)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {
		{ 0, "none" },
		{ EACCES, "EACCES" },
		{ EAGAIN, "EAGAIN" },
		{ EBADF, "EBADF" },
		{ EBUSY, "EBUSY" },
		{ ECHILD, "ECHILD" },
		{ EDEADLK, "EDEADLK" },
		{ EEXIST, "EEXIST" },
		{ EFAULT, "EFAULT" },
		{ EFBIG, "EFBIG" },
		{ EINTR, "EINTR" },
		{ EINVAL, "EINVAL" },
		{ EIO, "EIO" },
		{ EISDIR, "EISDIR" },
		{ ELOOP, "ELOOP" },
		{ EMFILE, "EMFILE" },
		{ ENAMETOOLONG, "ENAMETOOLONG" },
		{ ENODEV, "ENODEV" },
		{ ENOENT, "ENOENT" },
		{ ENOEXEC, "ENOEXEC" },
		{ ENOMEM, "ENOMEM" },
		{ ENOSPC, "ENOSPC" },
		{ ENOSYS, "ENOSYS" },
		{ ENOTDIR, "ENOTDIR" },
		{ ENOTEMPTY, "ENOTEMPTY" },
		{ ENOTTY, "ENOTTY" },
		{ ENXIO, "ENXIO" },
		{ EOPNOTSUPP, "EOPNOTSUPP" },
		{ EOVERFLOW, "EOVERFLOW" },
		{ EPERM, "EPERM" },
		{ EPIPE, "EPIPE" },
		{ ERANGE, "ERANGE" },
		{ EROFS, "EROFS" },
		{ ESPIPE, "ESPIPE" },
		{ ESRCH, "ESRCH" },
		{ ETIMEDOUT, "ETIMEDOUT" },
		{ EXDEV, "EXDEV" },
	};
	static char other[24];
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].number == number)
			return names[i].name;
	snprintf(other, sizeof other, "errno%d", number);
	return other;
}

void answer(const char *what, long result)
{
	if (result == -1)
		fact("%s=%s", what, errno_name(errno));
	else
		fact("%s=%ld", what, result);
}

void refused(const char *what, long result, int error)
{
	int seen = errno;

	answer(what, result);
	if (result != -1 || seen != error) {
		char text[96];

		snprintf(text, sizeof text, "%s fails with %s", what, errno_name(error));
		expect_(0, text);
	}
}

void broken(const char *what)
{
	fprintf(stderr, "cannot prepare: %s: %s\n", what, errno_name(errno));
	exit(2);
}
