#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"

#define SHOW(call) show(#call, (long)(call))

static struct stat status;
static char buffer[70000];

#define STATUS(call) show_status(#call, call, &status)

/* Whether a stretch of the buffer is all the same byte. */
static int all(size_t size, char byte)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (buffer[i] != byte)
			return 0;
	return 1;
}

static void reading_and_writing(void)
{
	int fd, other;

	printf("\nreading and writing\n");
	SHOW(open("absent", O_RDONLY));
	SHOW(fd = open("file", O_RDWR | O_CREAT, 0666));
	SHOW(open("file", O_RDWR | O_CREAT | O_EXCL, 0666));
	SHOW(write(fd, "hello, world", 12));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 7, SEEK_SET));
	SHOW(read(fd, buffer, sizeof buffer));
	SHOW(memcmp(buffer, "world", 5));
	SHOW(read(fd, buffer, sizeof buffer));
	SHOW(pread(fd, buffer, 5, 0));
	SHOW(memcmp(buffer, "hello", 5));
	SHOW(pread(fd, buffer, 5, 12));
	SHOW(pread(fd, buffer, 5, -1));
	SHOW(pwrite(fd, "H", 1, 0));
	SHOW(pwrite(fd, "H", 1, -1));
	SHOW(lseek(fd, -1, SEEK_SET));
	SHOW(lseek(fd, -2, SEEK_END));
	SHOW(lseek(fd, 1, 77));
	SHOW(lseek(fd, 3, SEEK_DATA));
	SHOW(lseek(fd, 300, SEEK_DATA));
	STATUS(fstat(fd, &status));
	SHOW(other = open("file", O_WRONLY));
	SHOW(read(other, buffer, 1));
	SHOW(pread(other, buffer, 1, 0));
	SHOW(ftruncate(other, 5));
	STATUS(fstat(fd, &status));
	SHOW(ftruncate(fd, 100000));
	SHOW(pread(fd, buffer, sizeof buffer, 5));
	SHOW(all(sizeof buffer, 0));
	SHOW(ftruncate(fd, -1));
	SHOW(close(other));
	SHOW(other = open("file", O_RDONLY));
	SHOW(write(other, "x", 1));
	SHOW(ftruncate(other, 5));
	SHOW(fsync(other));
	SHOW(fdatasync(other));
	SHOW(close(other));
	SHOW(close(other));
	SHOW(close(fd));
	SHOW(read(fd, buffer, 1));
	SHOW(write(fd, buffer, 1));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(ftruncate(fd, 0));
	SHOW(fsync(fd));
	STATUS(fstat(fd, &status));
	SHOW(truncate("file", 3));
	SHOW(truncate("absent", 3));
	STATUS(stat("file", &status));
	SHOW(fd = open("file", O_RDONLY | O_TRUNC));
	STATUS(fstat(fd, &status));
	SHOW(close(fd));
}

static void large_files(void)
{
	int fd;

	printf("\nholes, joins of blocks, the ends of truncated files\n");
	SHOW(fd = open("large", O_RDWR | O_CREAT, 0600));
	memset(buffer, 'a', sizeof buffer);
	SHOW(pwrite(fd, buffer, sizeof buffer, 60000));
	SHOW(pwrite(fd, buffer, 10, 1000000));
	STATUS(fstat(fd, &status));
	SHOW(pread(fd, buffer, 60000, 0));
	SHOW(all(60000, 0));
	SHOW(pread(fd, buffer, 70000, 60000));
	SHOW(all(70000, 'a'));
	SHOW(pread(fd, buffer, 70000, 950000));
	SHOW(all(50000, 0));
	SHOW(ftruncate(fd, 65540));
	SHOW(ftruncate(fd, 131072));
	SHOW(pread(fd, buffer, 70000, 65000));
	SHOW(all(540, 'a'));
	SHOW(all(541, 'a'));
	memmove(buffer, buffer + 540, 60000);
	SHOW(all(60000, 0));
	SHOW(unlink("large"));
	STATUS(fstat(fd, &status));
	SHOW(pread(fd, buffer, 10, 65000));
	SHOW(all(10, 'a'));
	SHOW(close(fd));
	STATUS(stat("large", &status));
}

static void appending(void)
{
	struct iovec parts[3] = { { (char *)"one ", 4 }, { (char *)"", 0 }, { (char *)"two", 3 } };
	int fd, other;

	printf("\nappending, vectors\n");
	SHOW(fd = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644));
	SHOW(other = open("log", O_RDWR));
	SHOW(write(fd, "12345", 5));
	SHOW(write(other, "ab", 2));
	SHOW(write(fd, "678", 3));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(writev(fd, parts, 3));
	SHOW(writev(fd, parts, -1));
	SHOW(pread(other, buffer, 100, 0));
	printf("    %.15s\n", buffer);
	SHOW(fcntl(fd, F_GETFL) & (O_APPEND | O_ACCMODE));
	SHOW(fcntl(fd, F_SETFL, 0));
	SHOW(fcntl(fd, F_GETFL) & (O_APPEND | O_ACCMODE));
	SHOW(lseek(fd, 1, SEEK_SET));
	SHOW(write(fd, "X", 1));
	SHOW(lseek(other, 0, SEEK_SET));
	parts[0].iov_base = buffer;
	parts[1].iov_base = buffer + 4;
	parts[1].iov_len = 3;
	parts[2].iov_base = buffer + 7;
	parts[2].iov_len = 100;
	SHOW(readv(other, parts, 3));
	printf("    %.15s\n", buffer);
	SHOW(close(fd));
	SHOW(close(other));
}

static void descriptors(void)
{
	struct flock lock;
	int fd, copy;

	printf("\ndescriptors and locks\n");
	SHOW(fd = open("log", O_RDWR | O_CLOEXEC));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(fd, F_SETFD, 0));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(copy = dup(fd));
	SHOW(lseek(fd, 4, SEEK_SET));
	SHOW(lseek(copy, 0, SEEK_CUR));
	SHOW(dup2(fd, 40));
	SHOW(dup2(fd, fd));
	SHOW(fcntl(fd, F_DUPFD, 20));
	SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 20));
	SHOW(fcntl(21, F_GETFD));
	SHOW(fcntl(fd, F_DUPFD, -1));
	SHOW(close(20));
	SHOW(close(21));
	SHOW(close(40));
	SHOW(dup(99));
	SHOW(dup2(99, 3));
	SHOW(dup2(fd, -1));
	SHOW(fcntl(99, F_GETFD));
	SHOW(fcntl(fd, 9999, 0));
	SHOW(ioctl(fd, TIOCGWINSZ, buffer));
	SHOW(isatty(fd));
	SHOW(isatty(99));
	memset(&lock, 0, sizeof lock);
	lock.l_type = F_WRLCK;
	lock.l_len = 10;
	SHOW(fcntl(fd, F_SETLK, &lock));
	SHOW(fcntl(copy, F_GETLK, &lock));
	SHOW(lock.l_type == F_UNLCK);
	lock.l_type = F_RDLCK;
	lock.l_whence = SEEK_END;
	lock.l_start = -100;
	SHOW(fcntl(fd, F_SETLK, &lock));
	lock.l_whence = 9;
	SHOW(fcntl(fd, F_SETLK, &lock));
	lock.l_whence = SEEK_SET;
	lock.l_start = 5;
	lock.l_len = -6;
	SHOW(fcntl(fd, F_SETLKW, &lock));
	lock.l_type = 77;
	lock.l_len = 0;
	SHOW(fcntl(fd, F_SETLK, &lock));
	lock.l_type = F_UNLCK;
	SHOW(fcntl(fd, F_SETLK, &lock));
	SHOW(close(fd));
	SHOW(fd = open("log", O_RDONLY));
	lock.l_type = F_WRLCK;
	SHOW(fcntl(fd, F_SETLK, &lock));
	SHOW(close(fd));
	SHOW(close(copy));
}

static void directories(void)
{
	int fd;

	printf("\ndirectories\n");
	SHOW(mkdir("d", 0777));
	SHOW(mkdir("d", 0777));
	SHOW(mkdir("d/e/", 0700));
	SHOW(mkdir("absent/e", 0777));
	SHOW(mkdir("log/e", 0777));
	SHOW(mkdir(".", 0777));
	SHOW(mkdir("/", 0777));
	SHOW(mkdir("", 0777));
	STATUS(stat("d/e", &status));
	STATUS(stat("d/e/.", &status));
	STATUS(stat("d//e/..", &status));
	STATUS(stat("log/", &status));
	STATUS(stat("log/.", &status));
	STATUS(stat("", &status));
	STATUS(lstat("d", &status));
	SHOW(fd = open("d", O_RDONLY | O_DIRECTORY));
	SHOW(read(fd, buffer, 10));
	SHOW(pread(fd, buffer, 10, 0));
	SHOW(write(fd, buffer, 10));
	SHOW(ftruncate(fd, 0));
	SHOW(fsync(fd));
	STATUS(fstat(fd, &status));
	SHOW(close(fd));
	SHOW(open("d", O_RDWR));
	SHOW(open("d", O_RDONLY | O_CREAT, 0666));
	SHOW(open("log", O_RDONLY | O_DIRECTORY));
	SHOW(open("new/", O_RDWR | O_CREAT, 0666));
	SHOW(open("absent/new", O_RDWR | O_CREAT, 0666));
	SHOW(open("log/new", O_RDWR | O_CREAT, 0666));
	SHOW(truncate("d", 0));
	SHOW(fd = open("d/one", O_WRONLY | O_CREAT, 0666));
	SHOW(close(fd));
	show_directory("d");
	show_directory("d/e");
	show_directory("absent");
	show_directory("log");
	SHOW(rmdir("d"));
	SHOW(rmdir("log"));
	SHOW(rmdir("absent"));
	SHOW(rmdir("d/."));
	SHOW(rmdir("d/e/.."));
	SHOW(rmdir("/"));
	SHOW(unlink("d"));
	SHOW(unlink("d/"));
	SHOW(unlink("log/"));
	SHOW(unlink("absent"));
	SHOW(unlink("d/."));
	SHOW(rmdir("d/e"));
	SHOW(unlink("d/one"));
	show_directory("d");
	SHOW(rmdir("d"));
	memset(buffer, 'n', 5000);
	buffer[255] = 0;
	SHOW(fd = open(buffer, O_RDWR | O_CREAT, 0666));
	SHOW(close(fd));
	SHOW(unlink(buffer));
	buffer[255] = 'n';
	buffer[256] = 0;
	SHOW(open(buffer, O_RDWR | O_CREAT, 0666));
	SHOW(mkdir(buffer, 0777));
	buffer[256] = 'n';
	buffer[5000] = 0;
	SHOW(access(buffer, F_OK));
}

static void attributes(void)
{
	struct timespec times[2] = { { 1000, 5 }, { -2000, 999999999 } };
	int fd;

	printf("\nattributes\n");
	SHOW(fd = open("mode", O_WRONLY | O_CREAT, 0777));
	STATUS(fstat(fd, &status));
	SHOW(fchmod(fd, 0640));
	STATUS(stat("mode", &status));
	SHOW(access("mode", X_OK));
	SHOW(access("mode", R_OK | W_OK));
	SHOW(access("mode", 64));
	SHOW(access(".", X_OK));
	SHOW(access("absent", F_OK));
	SHOW(chmod("mode", 04755));
	STATUS(stat("mode", &status));
	SHOW(access("mode", X_OK));
	SHOW(futimens(fd, times));
	SHOW(fstat(fd, &status));
	printf("    %lld.%09ld %lld.%09ld\n", (long long)status.st_atim.tv_sec, status.st_atim.tv_nsec,
	       (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
	times[0].tv_sec = 77;
	times[1].tv_nsec = UTIME_OMIT;
	SHOW(utimensat(AT_FDCWD, "mode", times, 0));
	SHOW(stat("mode", &status));
	printf("    %lld.%09ld %lld.%09ld\n", (long long)status.st_atim.tv_sec, status.st_atim.tv_nsec,
	       (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
	times[1].tv_nsec = -1;
	SHOW(futimens(fd, times));
	SHOW(utimensat(AT_FDCWD, "absent", NULL, 0));
	SHOW(write(fd, "x", 1));
	SHOW(stat("mode", &status));
	SHOW(status.st_mtim.tv_sec > 1000000000);
	SHOW(umask(077));
	SHOW(open("masked", O_WRONLY | O_CREAT, 0666) >= 0);
	STATUS(stat("masked", &status));
	SHOW(umask(022));
	SHOW(readlink("mode", buffer, 100));
	SHOW(readlink("absent", buffer, 100));
	SHOW(readlink("mode", buffer, 0));
	SHOW(close(fd));
}

static void renaming(void)
{
	printf("\nrenaming\n");
	SHOW(close(open("a", O_CREAT | O_WRONLY, 0666)));
	SHOW(close(open("b", O_CREAT | O_WRONLY, 0666)));
	SHOW(mkdir("x", 0777));
	SHOW(mkdir("x/y", 0777));
	SHOW(mkdir("z", 0777));
	SHOW(rename("a", "b"));
	SHOW(rename("absent", "b"));
	SHOW(rename("b", "b"));
	SHOW(rename("b", "x"));
	SHOW(rename("x", "b"));
	SHOW(rename("b", "c/"));
	SHOW(rename("b/", "c"));
	SHOW(rename("b", "absent/c"));
	SHOW(rename("b", "x/c"));
	SHOW(rename("x", "x/y/w"));
	SHOW(rename("x/y", "x"));
	SHOW(rename("x", "z"));
	SHOW(rename("z", "w/"));
	SHOW(mkdir("v", 0777));
	SHOW(rename("w", "v"));
	SHOW(rename("v/y", "up"));
	STATUS(stat("up/..", &status));
	SHOW(rename("v", "."));
	SHOW(rename("v/..", "q"));
	show_directory(".");
	show_directory("v");
	SHOW(unlink("v/c"));
	SHOW(rmdir("v"));
	SHOW(rmdir("up"));
}

static void working_directory(void)
{
	char start[4096], now[4096];
	int fd;

	printf("\nworking directory\n");
	getcwd(start, sizeof start);
	SHOW(mkdir("in", 0777));
	SHOW(mkdir("in/side", 0777));
	SHOW(chdir("in/side"));
	getcwd(now, sizeof now);
	printf("    %s\n", now + strlen(start));
	SHOW(fd = open("here", O_CREAT | O_WRONLY, 0666));
	SHOW(close(fd));
	SHOW(getcwd(now, 3) == NULL && errno == ERANGE);
	SHOW(getcwd(now, 0) == NULL && errno == EINVAL);
	SHOW(chdir("here"));
	SHOW(chdir("absent"));
	SHOW(chdir(".."));
	show_directory(".");
	SHOW(rename("side", "aside"));
	SHOW(fd = open("aside", O_RDONLY));
	SHOW(fchdir(fd));
	SHOW(close(fd));
	show_directory(".");
	SHOW(unlink("here"));
	SHOW(chdir(start));
	SHOW(rmdir("in/aside"));
	SHOW(rmdir("in"));
}

static void streams(void)
{
	FILE *stream;
	char line[100];
	int number = 0;

	printf("\nstreams of the C library\n");
	stream = fopen("absent", "r");
	SHOW(stream == NULL && errno == ENOENT);
	stream = fopen("stream", "w+");
	SHOW(fprintf(stream, "line %d\nline %d\n", 1, 22));
	SHOW(fseek(stream, 0, SEEK_SET));
	SHOW(fgets(line, sizeof line, stream) == line);
	printf("    %s", line);
	SHOW(fscanf(stream, "line %d", &number));
	SHOW(number);
	SHOW(ftell(stream));
	SHOW(fclose(stream));
	stream = fopen("stream", "a");
	SHOW(fputs("end\n", stream) >= 0);
	SHOW(fclose(stream));
	STATUS(stat("stream", &status));
	SHOW(remove("stream"));
}

void every_call(void)
{
	reading_and_writing();
	large_files();
	appending();
	descriptors();
	directories();
	attributes();
	renaming();
	working_directory();
	streams();
	show_directory(".");
}
