/* Files and directories: what each call answers, and what is there afterwards. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "scenario.h"

static char buffer[8192];

/* Everything that can be read from a descriptor's position on, as one fact. */
static void show_rest(const char *what, int file)
{
	ssize_t got = read(file, buffer, sizeof buffer - 1);

	if (got < 0) {
		answer(what, -1);
		return;
	}
	buffer[got] = 0;
	fact("%s=\"%s\"", what, buffer);
}

static void show_file(const char *name)
{
	int file = open(name, O_RDONLY);

	show_rest(name, file);
	close(file);
}

static void put(const char *name, const char *content)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file < 0 || write(file, content, strlen(content)) != (ssize_t)strlen(content))
		broken(name);
	close(file);
}

static void writing_and_reading(void)
{
	int file;

	begin("write-read");
	file = open("a", O_RDWR | O_CREAT | O_EXCL, 0640);
	answer("write", write(file, "hello, world", 12));
	answer("seek", lseek(file, 7, SEEK_SET));
	show_rest("rest", file);
	answer("at-end", read(file, buffer, 10));
	answer("from-end", lseek(file, -5, SEEK_END));
	answer("write", write(file, "W", 1));
	answer("pread", pread(file, buffer, 5, 0));
	answer("position", lseek(file, 0, SEEK_CUR));
	answer("pwrite", pwrite(file, "J", 1, 0));
	refused("seek-negative", lseek(file, -1, SEEK_SET), EINVAL);
	close(file);
	refused("closed", read(file, buffer, 1), EBADF);
	show_file("a");
	end();
}

static void opening(void)
{
	int file;

	begin("open");
	refused("missing", open("none", O_RDONLY), ENOENT);
	refused("exclusive", open("a", O_CREAT | O_EXCL | O_RDWR, 0600), EEXIST);
	refused("through-file", open("a/b", O_RDONLY), ENOTDIR);
	refused("not-directory", open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
	refused("write-directory", open(".", O_WRONLY), EISDIR);
	refused("empty", open("", O_RDONLY), ENOENT);
	memset(buffer, 'n', 300);
	buffer[300] = 0;
	refused("long", open(buffer, O_RDONLY), ENAMETOOLONG);
	file = open("a", O_RDONLY);
	refused("write-read-only", write(file, "x", 1), EBADF);
	close(file);
	file = open("a", O_WRONLY);
	refused("read-write-only", read(file, buffer, 1), EBADF);
	close(file);
	refused("close-twice", close(file), EBADF);
	end();
}

static void appending(void)
{
	int file;

	begin("append");
	put("log", "one ");
	file = open("log", O_RDWR | O_APPEND);
	answer("seek", lseek(file, 0, SEEK_SET));
	answer("write", write(file, "two ", 4));
	answer("position", lseek(file, 0, SEEK_CUR));
	answer("truncate", ftruncate(file, 2));
	answer("write", write(file, "!", 1));
	close(file);
	show_file("log");
	end();
}

static void sizes(void)
{
	struct stat status;
	int file;

	begin("holes");
	file = open("holes", O_RDWR | O_CREAT | O_TRUNC, 0600);
	answer("write", pwrite(file, "end", 3, 10000));
	fstat(file, &status);
	fact("size=%lld", (long long)status.st_size);
	answer("read", pread(file, buffer, 100, 9950));
	fact("hole=%d byte=%c", buffer[49], buffer[50]);
	answer("grow", ftruncate(file, 20000));
	answer("read", pread(file, buffer, 100, 19950));
	answer("shrink", truncate("holes", 5));
	answer("read", pread(file, buffer, 100, 0));
	close(file);
	end();
}

static void status_of(const char *name)
{
	struct stat status;

	if (lstat(name, &status)) {
		answer(name, -1);
		return;
	}
	fact("%s=%#o/%lu/%lld", name, status.st_mode, (unsigned long)status.st_nlink,
	     S_ISDIR(status.st_mode) ? 0 : (long long)status.st_size);
}

static void names(void)
{
	struct stat first, second;

	begin("names");
	put("old", "content");
	chmod("old", 0604);
	answer("link", link("old", "hard"));
	answer("symlink", symlink("old", "soft"));
	status_of("old");
	status_of("soft");
	stat("hard", &first);
	stat("soft", &second);
	fact("same=%d", first.st_ino == second.st_ino && first.st_dev == second.st_dev);
	memset(buffer, 0, 20);
	answer("readlink", readlink("soft", buffer, 20));
	fact("to=%s", buffer);
	answer("rename", rename("old", "new"));
	status_of("old");
	refused("dangling", open("soft", O_RDONLY), ENOENT);
	answer("unlink", unlink("new"));
	show_file("hard");
	status_of("hard");
	refused("nofollow", open("soft", O_RDONLY | O_NOFOLLOW), ELOOP);
	symlink("loop", "loop");
	refused("loop", open("loop", O_RDONLY), ELOOP);
	refused("readlink-of-file", readlink("hard", buffer, 20), EINVAL);
	unlink("soft");
	unlink("hard");
	unlink("loop");
	end();
}

static void unlinked_file_lives(void)
{
	int file;

	begin("unlinked-file-lives");
	put("ghost", "boo");
	file = open("ghost", O_RDWR);
	answer("unlink", unlink("ghost"));
	refused("again", unlink("ghost"), ENOENT);
	show_rest("content", file);
	answer("write", write(file, "!", 1));
	answer("seek", lseek(file, 0, SEEK_SET));
	show_rest("content", file);
	close(file);
	end();
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void list(const char *name)
{
	DIR *directory = opendir(name);
	struct dirent *entry;
	char *found[32];
	int count = 0, i;

	if (!directory)
		broken(name);
	while ((entry = readdir(directory)) && count < 32) {
		snprintf(buffer, sizeof buffer, "%s/%d", entry->d_name, entry->d_type);
		found[count++] = strdup(buffer);
	}
	closedir(directory);
	qsort(found, (size_t)count, sizeof found[0], by_name);
	for (i = 0; i < count; i++) {
		fact("%s", found[i]);
		free(found[i]);
	}
}

static void directories(void)
{
	int here;

	begin("directories");
	answer("mkdir", mkdir("d", 0750));
	refused("again", mkdir("d", 0700), EEXIST);
	refused("deep", mkdir("x/y", 0700), ENOENT);
	answer("mkdir", mkdir("d/e", 0700));
	put("d/f", "1");
	symlink("f", "d/s");
	list("d");
	refused("rmdir-full", rmdir("d"), ENOTEMPTY);
	refused("rmdir-file", rmdir("d/f"), ENOTDIR);
	refused("unlink-directory", unlink("d/e"), EISDIR);
	here = open(".", O_RDONLY | O_DIRECTORY);
	answer("chdir", chdir("d"));
	status_of("f");
	answer("up", chdir(".."));
	status_of("a");
	answer("fchdir", fchdir(here));
	refused("chdir-file", chdir("a"), ENOTDIR);
	answer("rename-directory", rename("d", "g"));
	status_of("g/f");
	refused("rename-into-itself", rename("g", "g/h"), EINVAL);
	unlink("g/f");
	unlink("g/s");
	answer("rmdir", rmdir("g/e"));
	answer("rmdir", rmdir("g"));
	refused("gone", rmdir("g"), ENOENT);
	close(here);
	end();
}

static void relative_to_directory(void)
{
	struct stat status;
	int directory, file;

	begin("openat");
	mkdir("d", 0700);
	directory = open("d", O_RDONLY | O_DIRECTORY);
	file = openat(directory, "inner", O_RDWR | O_CREAT, 0600);
	answer("write", write(file, "abc", 3));
	close(file);
	answer("fstatat", fstatat(directory, "inner", &status, 0));
	fact("size=%lld", (long long)status.st_size);
	answer("renameat", renameat(directory, "inner", AT_FDCWD, "outer"));
	answer("faccessat", faccessat(directory, "inner", F_OK, 0) ? -1 : 0);
	show_file("outer");
	answer("unlinkat", unlinkat(AT_FDCWD, "d", AT_REMOVEDIR));
	refused("in-removed", openat(directory, "x", O_CREAT | O_RDWR, 0600), ENOENT);
	refused("not-a-directory", openat(99, "x", O_RDONLY), EBADF);
	close(directory);
	unlink("outer");
	end();
}

static void descriptors(void)
{
	int file, copy, high;

	begin("descriptors");
	put("shared", "0123456789");
	file = open("shared", O_RDONLY);
	copy = dup(file);
	answer("read", read(file, buffer, 4));
	answer("position-of-copy", lseek(copy, 0, SEEK_CUR));
	high = fcntl(file, F_DUPFD, 50);
	answer("dupfd", high);
	answer("dup2", dup2(file, high) - high);
	answer("dup2-same", dup2(file, file) - file);
	refused("dup2-bad", dup2(99, 60), EBADF);
	answer("cloexec", fcntl(high, F_GETFD));
	answer("set", fcntl(high, F_SETFD, FD_CLOEXEC));
	answer("cloexec", fcntl(high, F_GETFD));
	answer("of-original", fcntl(file, F_GETFD));
	answer("flags", fcntl(file, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	close(file);
	show_rest("copy", copy);
	close(copy);
	close(high);
	/* The lowest free number is taken. */
	fact("reused=%d", open("shared", O_RDONLY) == file);
	close(file);
	unlink("shared");
	end();
}

static void vectors(void)
{
	struct iovec out[3] = { { "one", 3 }, { "", 0 }, { "three", 5 } };
	char first[2], second[10] = "";
	struct iovec in[2] = { { first, 2 }, { second, 9 } };
	int file;

	begin("vectors");
	file = open("vector", O_RDWR | O_CREAT | O_TRUNC, 0600);
	answer("writev", writev(file, out, 3));
	lseek(file, 0, SEEK_SET);
	answer("readv", readv(file, in, 2));
	fact("%.2s+%s", first, second);
	/* The raw call: a compiler sees through the library's. */
	refused("too-many", syscall(SYS_readv, file, in, 1025), EINVAL);
	answer("none", readv(file, in, 0));
	close(file);
	unlink("vector");
	end();
}

static void pipes(void)
{
	struct pollfd poll_end;
	int ends[2];

	begin("pipes");
	answer("pipe", pipe2(ends, O_NONBLOCK));
	refused("empty", read(ends[0], buffer, 1), EAGAIN);
	answer("write", write(ends[1], "pipe", 4));
	poll_end = (struct pollfd){ ends[0], POLLIN | POLLOUT, 0 };
	answer("poll", poll(&poll_end, 1, 0));
	fact("events=%#x", (unsigned)poll_end.revents);
	answer("read", read(ends[0], buffer, 3));
	refused("seek", lseek(ends[0], 0, SEEK_SET), ESPIPE);
	refused("wrong-end", write(ends[0], "x", 1), EBADF);
	close(ends[1]);
	answer("rest", read(ends[0], buffer, 10));
	answer("end", read(ends[0], buffer, 10));
	poll_end.events = POLLIN;
	answer("poll", poll(&poll_end, 1, 0));
	fact("events=%#x", (unsigned)poll_end.revents);
	close(ends[0]);
	end();
}

static void mapped_files(void)
{
	char *shared, *private;
	int file;

	begin("mapped-files");
	file = open("map", O_RDWR | O_CREAT | O_TRUNC, 0600);
	ftruncate(file, 8192);
	pwrite(file, "first", 5, 0);
	pwrite(file, "second", 6, 4096);
	shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 4096);
	fact("shared=%s private=%s", shared, private);
	shared[0] = 'F';
	private[0] = 'P';
	pread(file, buffer, 6, 0);
	fact("read=%.5s", buffer);
	pread(file, buffer, 6, 4096);
	fact("read=%.6s", buffer);
	pwrite(file, "IRST", 4, 1);
	fact("shared=%s private=%s", shared, private);
	answer("msync", msync(shared, 8192, MS_SYNC));
	munmap(shared, 8192);
	fact("private=%s", private);
	munmap(private, 4096);
	close(file);
	unlink("map");
	end();
}

static void copying(void)
{
	off_t from = 2;
	int in, out;

	begin("sendfile");
	put("source", "0123456789");
	in = open("source", O_RDONLY);
	out = open("target", O_RDWR | O_CREAT | O_TRUNC, 0600);
	answer("sendfile", sendfile(out, in, &from, 5));
	fact("offset=%lld", (long long)from);
	answer("position", lseek(in, 0, SEEK_CUR));
	answer("sendfile", sendfile(out, in, NULL, 100));
	close(in);
	close(out);
	show_file("target");
	unlink("source");
	unlink("target");
	end();
}

static void streams(void)
{
	FILE *file = fopen("stdio", "w+");
	int number = 0;
	char word[20] = "";

	begin("stdio");
	fprintf(file, "%05d|%-6s|%x\n", 42, "left", 0xbeef);
	fputs("second line\n", file);
	rewind(file);
	fact("scanned=%d", fscanf(file, "%d|%5s", &number, word));
	fact("number=%d word=%s", number, word);
	fseek(file, -5, SEEK_END);
	fact("tail=%s", fgets(buffer, 5, file));
	fact("at=%ld", ftell(file));
	fclose(file);
	unlink("stdio");
	end();
}

static void masks(void)
{
	mode_t before = umask(027);

	begin("umask");
	close(open("masked", O_WRONLY | O_CREAT, 0666));
	status_of("masked");
	fact("umask=%#o", (unsigned)umask(before));
	chmod("masked", 01755);
	status_of("masked");
	unlink("masked");
	end();
}

static void times(void)
{
	struct timespec set[2] = { { 1000000000, 1 }, { 1234567890, 987654321 } };
	struct stat status;

	begin("times");
	answer("utimensat", utimensat(AT_FDCWD, "a", set, 0));
	stat("a", &status);
	fact("access=%lld.%09ld change=%lld.%09ld", (long long)status.st_atim.tv_sec, status.st_atim.tv_nsec,
	     (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
	end();
}

int main(void)
{
	umask(022);
	if (mkdir("box", 0755) || chdir("box"))
		broken("box");
	writing_and_reading();
	opening();
	appending();
	sizes();
	names();
	unlinked_file_lives();
	directories();
	relative_to_directory();
	descriptors();
	vectors();
	pipes();
	mapped_files();
	copying();
	streams();
	masks();
	times();
	begin("left-over");
	list(".");
	end();
	unlink("a");
	unlink("log");
	unlink("holes");
	chdir("..");
	rmdir("box");
	return finish();
}
