/*
 * Process 1 of the oracle: runs a list of programs one after the other and tells the host what each
 * of them did.
 *
 * What it tells goes byte by byte to the I/O port of QEMU's debug console. No driver and no
 * terminal lies in between that could change a byte, and the programs cannot write there: only
 * this process has asked for the port. Everything is framed,
 *
 *	kind (1 byte)  length (4 bytes, little endian)  data
 *
 * so no output of a program can look like a frame:
 *
 *	'B' booted      data: nothing
 *	'S' started     data: the program's number
 *	'O' 'E'         data: bytes of its standard output, standard error
 *	'X' ended       data: wait status, then nanoseconds from start to end (8 bytes)
 *	'F' failed      data: why this process cannot go on
 *	'Q' all done
 *
 * The list is the file /oracle/list: strings, each ended by a zero byte. A program is its path, a
 * file for its standard input, a time limit in seconds, the number of its arguments, the
 * arguments, the number of its environment strings, and those.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT 0xe9
#define MAX_STRINGS 64

struct program {
	const char *path, *input;
	int limit;
	char *arguments[MAX_STRINGS + 2];
	char *environment[MAX_STRINGS + 1];
};

static void put(const void *data, size_t length)
{
	asm volatile("rep outsb" : "+S"(data), "+c"(length) : "d"(PORT) : "memory");
}

static void frame(char kind, const void *data, uint32_t length)
{
	put(&kind, 1);
	put(&length, 4);
	put(data, length);
}

static void power_off(void)
{
	frame('Q', "", 0);
	reboot(RB_POWER_OFF);
}

static void give_up(const char *what)
{
	char text[200];

	strcpy(text, what);
	strcat(text, ": ");
	strcat(text, strerror(errno));
	frame('F', text, strlen(text));
	power_off();
}

static void mount_or_give_up(const char *type, const char *where)
{
	mkdir(where, 0755);
	/* The kernel may have mounted /dev itself. */
	if (mount(type, where, type, 0, NULL) && errno != EBUSY)
		give_up(where);
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Reads the whole list; it stays in memory, the programs point into it. */
static char *read_list(size_t *length)
{
	int file = open("/oracle/list", O_RDONLY);
	struct stat status;
	char *list;

	if (file < 0 || fstat(file, &status))
		give_up("/oracle/list");
	*length = (size_t)status.st_size;
	list = malloc(*length + 1);
	if (!list || read(file, list, *length) != status.st_size)
		give_up("/oracle/list");
	list[*length] = 0;
	close(file);
	return list;
}

static char *next_string(char **at)
{
	char *string = *at;

	*at += strlen(string) + 1;
	return string;
}

static void next_strings(char **at, char **strings)
{
	int count = atoi(next_string(at)), i;

	if (count > MAX_STRINGS) {
		errno = E2BIG;
		give_up("/oracle/list");
	}
	for (i = 0; i < count; i++)
		strings[i] = next_string(at);
	strings[count] = NULL;
}

static void next_program(char **at, struct program *program)
{
	program->path = next_string(at);
	program->input = next_string(at);
	program->limit = atoi(next_string(at));
	next_strings(at, program->arguments);
	next_strings(at, program->environment);
}

/* In the child: nothing of this process but its three streams is left to the program. */
static void become(const struct program *program, const int output[2], const int error[2])
{
	int input = open(program->input, O_RDONLY);

	if (input < 0)
		_exit(126);
	setsid();
	dup2(input, 0);
	dup2(output[1], 1);
	dup2(error[1], 2);
	close(input);
	close(output[0]);
	close(output[1]);
	close(error[0]);
	close(error[1]);
	if (ioperm(PORT, 1, 0) || chdir("/tmp"))
		_exit(126);
	execve(program->path, program->arguments, program->environment);
	_exit(127);
}

/* Passes on what came; answers 0 at the end of the stream. */
static int pass_on(char kind, int from)
{
	static char buffer[65536];
	ssize_t got = read(from, buffer, sizeof buffer);

	if (got <= 0)
		return 0;
	frame(kind, buffer, (uint32_t)got);
	return 1;
}

static void relay(int output, int error, pid_t child, int64_t deadline)
{
	struct pollfd ends[2] = { { output, POLLIN, 0 }, { error, POLLIN, 0 } };

	while (ends[0].fd >= 0 || ends[1].fd >= 0) {
		int64_t left = (deadline - now()) / 1000000;
		int i;

		if (left <= 0) {
			/* Its session, so that nothing it started keeps a pipe open. */
			kill(-child, SIGKILL);
			kill(child, SIGKILL);
			left = 1000;
		}
		if (poll(ends, 2, (int)left) <= 0)
			continue;
		for (i = 0; i < 2; i++)
			if (ends[i].revents && !pass_on("OE"[i], ends[i].fd))
				ends[i].fd = -1;
	}
}

static void run(int number, const struct program *program)
{
	int output[2], error[2], status = 0;
	struct {
		int32_t status;
		int64_t nanoseconds;
	} __attribute__((packed)) ended;
	int64_t start;
	pid_t child;

	/* A new /tmp for every program: none finds what another has left. */
	mount_or_give_up("tmpfs", "/tmp");
	if (pipe2(output, 0) || pipe2(error, 0))
		give_up("pipe");
	frame('S', &number, 4);
	start = now();
	child = fork();
	if (child < 0)
		give_up("fork");
	if (child == 0)
		become(program, output, error);
	close(output[1]);
	close(error[1]);
	relay(output[0], error[0], child, start + program->limit * INT64_C(1000000000));
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	ended.nanoseconds = now() - start;
	ended.status = status;
	close(output[0]);
	close(error[0]);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	frame('X', &ended, sizeof ended);
	umount2("/tmp", MNT_DETACH);
}

int main(void)
{
	static struct program program;
	size_t length;
	char *list, *at;
	int number;

	if (ioperm(PORT, 1, 1))
		return 1;
	frame('B', "", 0);
	mount_or_give_up("devtmpfs", "/dev");
	mount_or_give_up("proc", "/proc");
	mount_or_give_up("sysfs", "/sys");
	list = read_list(&length);
	at = list;
	for (number = 0; at < list + length; number++) {
		next_program(&at, &program);
		run(number, &program);
	}
	power_off();
}
