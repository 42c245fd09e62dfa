#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "calls.h"

#define CALLS 2000
#define DESCRIPTORS 6

static const char *const names[] = {
	"a", "b", "a/b", "a/c", "b/a", "a/b/c", "a/b/a", "./a", "a/../b", "b/", "a//b/", "a/.", "b/..", "a/b/..", "c",
};

static uint64_t state;
static int open_files[DESCRIPTORS];

static uint64_t below(uint64_t limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1d >> 11) % limit;
}

static const char *name(void)
{
	return names[below(sizeof names / sizeof names[0])];
}

static void open_one(void)
{
	static const int flags[] = {
		O_RDONLY, O_RDWR, O_RDWR | O_CREAT, O_WRONLY | O_CREAT | O_TRUNC, O_RDWR | O_CREAT | O_EXCL,
		O_WRONLY | O_CREAT | O_APPEND, O_RDONLY | O_DIRECTORY,
	};
	int *file = &open_files[below(DESCRIPTORS)], how = flags[below(7)];
	const char *path = name();

	if (*file >= 0)
		show("close", close(*file));
	printf("open %s %x: ", path, how);
	*file = (int)show("", open(path, how, 0666));
}

static uint64_t hash(const unsigned char *bytes, long size)
{
	uint64_t sum = 0xcbf29ce484222325;

	while (size-- > 0)
		sum = (sum ^ *bytes++) * 0x100000001b3;
	return sum;
}

static void move_data(void)
{
	static unsigned char data[20000];
	int file = open_files[below(DESCRIPTORS)];
	size_t size = below(sizeof data);
	off_t offset = (off_t)below(200000);
	struct stat status;
	long result;

	switch (below(7)) {
	case 0:
	case 1:
		memset(data, (int)below(256), size);
		show("pwrite", pwrite(file, data, size, offset));
		break;
	case 2:
		memset(data, (int)below(256), size);
		show("write", write(file, data, size));
		break;
	case 3:
		/* What the end of a directory is, every file system sees differently. */
		if (fstat(file, &status) < 0 || S_ISREG(status.st_mode))
			show("lseek", lseek(file, offset, (int)below(3)));
		break;
	case 4:
		show("ftruncate", ftruncate(file, offset));
		break;
	case 5:
		result = show("read", read(file, data, size));
		printf("    %016llx\n", (unsigned long long)hash(data, result));
		break;
	default:
		result = show("pread", pread(file, data, size, offset));
		printf("    %016llx\n", (unsigned long long)hash(data, result));
		break;
	}
}

static void change_names(void)
{
	const char *one = name(), *other = name();
	struct stat status;

	switch (below(7)) {
	case 0:
		printf("mkdir %s: ", one);
		show("", mkdir(one, 0777));
		break;
	case 1:
		printf("rmdir %s: ", one);
		show("", rmdir(one));
		break;
	case 2:
		printf("unlink %s: ", one);
		show("", unlink(one));
		break;
	case 3:
	case 4:
		printf("rename %s %s: ", one, other);
		show("", rename(one, other));
		break;
	case 5:
		printf("stat %s: ", one);
		show_status("", stat(one, &status), &status);
		break;
	default:
		show_directory(one);
		break;
	}
}

void random_calls(uint64_t seed)
{
	int i;

	state = seed * 2 + 1;
	for (i = 0; i < DESCRIPTORS; i++)
		open_files[i] = -1;
	for (i = 0; i < CALLS; i++) {
		uint64_t kind = below(8);

		if (kind == 0)
			open_one();
		else if (kind < 5)
			move_data();
		else
			change_names();
	}
}
