#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "calls.h"

#define NAMES 64

static const char *error_name(int number)
{
	static char other[20];
	static const struct {
		int number;
		const char *name;
	} names[] = {
#define NAME(error) { error, #error }
		NAME(EPERM), NAME(ENOENT), NAME(EIO), NAME(EBADF), NAME(EACCES), NAME(EBUSY), NAME(EEXIST),
		NAME(ENODEV), NAME(ENOTDIR), NAME(EISDIR), NAME(EINVAL), NAME(EMFILE), NAME(ENOTTY),
		NAME(EFBIG), NAME(ENOSPC), NAME(ESPIPE), NAME(ERANGE), NAME(ENAMETOOLONG), NAME(ENOTEMPTY),
		NAME(ENOSYS), NAME(ENXIO), NAME(ENOMEM), NAME(ELOOP),
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].number == number)
			return names[i].name;
	snprintf(other, sizeof other, "errno %d", number);
	return other;
}

long show(const char *what, long result)
{
	if (result == -1)
		printf("%s = -1 %s\n", what, error_name(errno));
	else
		printf("%s = %ld\n", what, result);
	return result;
}

void show_status(const char *what, int result, const void *pointer)
{
	const struct stat *status = pointer;

	show(what, result);
	if (result == 0 && S_ISDIR(status->st_mode))
		printf("    directory %04o\n", status->st_mode & 07777);
	else if (result == 0)
		printf("    file %04o links %lu size %lld\n", status->st_mode & 07777,
		       (unsigned long)status->st_nlink, (long long)status->st_size);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void show_directory(const char *path)
{
	char *names[NAMES];
	size_t count = 0, i;
	struct dirent *entry;
	DIR *directory = opendir(path);

	if (!directory) {
		printf("directory %s = %s\n", path, error_name(errno));
		return;
	}
	while ((entry = readdir(directory)) && count < NAMES) {
		names[count] = malloc(strlen(entry->d_name) + 20);
		sprintf(names[count++], "%s%s", entry->d_name, entry->d_type == DT_DIR ? "/" : "");
	}
	closedir(directory);
	qsort(names, count, sizeof names[0], by_name);
	printf("directory %s:", path);
	for (i = 0; i < count; i++) {
		printf(" %s", names[i]);
		free(names[i]);
	}
	printf("\n");
}
