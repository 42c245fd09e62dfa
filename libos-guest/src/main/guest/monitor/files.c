/*
 * Files: what a cubicle hands over is copied before it is looked at, names may not lead to memory by another
 * name, and a descriptor belongs to the cubicle that opened it.
 */
#include "monitor.h"
#include "system.h"

/* What is decided on is a copy: another thread of the caller's can change the original, or free its page. */
int copy_own(void *to, const void *from, u64 size, int access)
{
	observe_range((u64)(access == READ ? from : to), size, access);
	lock();
	int admitted = range_admit(self(), (u64)(access == READ ? from : to), size, self()->cubicle, access);
	if (admitted)
		memcpy(to, from, size);
	unlock();
	return admitted;
}

static long take_string(struct thread *t, char *to, u64 from, u64 limit)
{
	for (u64 i = 0; i < limit; i++) {
		if ((i == 0 || (from + i) % PAGE_SIZE == 0) && !range_admit(t, from + i, 1, t->cubicle, READ))
			return -EFAULT;
		if ((to[i] = ((const char *)from)[i]) == 0) {
			observe_range(from, i + 1, READ);
			return 0;
		}
	}
	return -ENAMETOOLONG;
}

/* A string of the caller's; -EFAULT, or -ENAMETOOLONG if there is no NUL in so many bytes. */
long copy_string(char *to, u64 from, u64 limit)
{
	return LOCKED(take_string(self(), to, from, limit));
}

/*
 * Open descriptors: who opened each (0: nobody that runs here), and how many threads are in a system call
 * with it. Another thread can close it meanwhile; it stays open, so that its number means no other file,
 * until the last of them is done.
 */
static struct { u16 owner; u8 closing; u32 users; } files[MAX_DESCRIPTORS];

int file_use(long fd, u32 caller)
{
	lock();
	int may = fd >= 0 && fd < MAX_DESCRIPTORS && (fd <= 2 || files[fd].owner == caller)
		&& fd != monitor.statistics_fd && fd != monitor.report_fd;
	if (may)
		files[fd].users++;
	unlock();
	return may;
}

long file_done(long fd, long result)
{
	lock();
	int close = --files[fd].users == 0 && files[fd].closing;
	if (close)
		files[fd].closing = 0;
	unlock();
	if (close)
		monitor_syscall(SYS_close, fd, 0, 0, 0, 0);
	return result;
}

/* The first look, at the name; the second is admissible(), at what was opened. */
static int refused_path(const char *path)
{
	static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty", 0 };

	while (path[0] == '/' && path[1] == '/')
		path++;
	if (after(path, "/dev/")) {
		for (int i = 0; devices[i]; i++)
			if (equal(path + 5, devices[i]))
				return 0;
		return 1;
	}
	return after(path, "/proc") || after(path, "/sys");
}

/* Links and ".." lead everywhere: look at the file itself. Memory by another name is not to be had. */
static int admissible(long fd)
{
	static const u32 refused[] = { 0x9fa0 /* proc */, 0x62656572 /* sysfs */, 0x64626720 /* debugfs */,
		0x74726163 /* tracefs */, 0x73636673 /* securityfs */, 0xcafe4a11 /* bpf */ };
	u64 system[15], status[18];

#ifdef WITHOUT_COPY
	return 1;
#endif
	if (monitor_syscall(SYS_fstatfs, fd, (long)system, 0, 0, 0) < 0
	    || monitor_syscall(SYS_fstat, fd, (long)status, 0, 0, 0) < 0)
		return 0;
	for (u32 i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (system[0] == refused[i])
			return 0;
	u32 type = (u32)status[3] & 0170000, major = status[5] >> 8 & 0xfff, minor = status[5] & 0xff;
	if (type == 0060000)
		return 0;
	return type != 0020000 || major == 5 || (major >= 136 && major <= 143)
		|| (major == 1 && (minor == 3 || minor == 5 || (minor >= 7 && minor <= 9)));
}

/* What is there already is looked at before it is opened for good: opening a device can do things. */
static long open_path(long directory, const char *path, long flags, long mode)
{
	const int o_path = 0x200000, o_direct = 040000;
	long fd = monitor_syscall(SYS_openat, directory, (long)path, o_path, 0, 0);
	int may = fd < 0 || admissible(fd);

	if (fd >= 0)
		monitor_syscall(SYS_close, fd, 0, 0, 0, 0);
	if (!may)
		return -EPERM;
	if (flags & (o_path | o_direct))
		return -EINVAL;
	fd = monitor_syscall(SYS_openat, directory, (long)path, flags, mode, 0);
	if (fd < 0)
		return fd;
	if (fd >= MAX_DESCRIPTORS || !admissible(fd)) {
		monitor_syscall(SYS_close, fd, 0, 0, 0, 0);
		return fd >= MAX_DESCRIPTORS ? -EMFILE : -EPERM;
	}
	files[fd].owner = self()->cubicle;
	return fd;
}

static long path_call(long number, long directory, const char *path, long b, long c, long d)
{
	u64 status[18];
	long result;

	if (number == SYS_open)
		return open_path(directory, path, b, c);
	if (number == SYS_openat)
		return open_path(directory, path, c, d);
	if (number != SYS_newfstatat)
		return monitor_syscall(number, (long)path, b, 0, 0, 0);
	result = monitor_syscall(number, directory, (long)path, (long)status, d, 0);
	return result == 0 && !copy_own((void *)c, status, sizeof(status), WRITE) ? -EFAULT : result;
}

/* The name is copied before it is looked at, and what is looked at is what the kernel gets. */
long file_call(u32 caller, long number, long a, long b, long c, long d)
{
	char path[PAGE_SIZE];
	const int at_fdcwd = -100;
	int at = number == SYS_openat || number == SYS_newfstatat;
	long directory = at ? (int)a : at_fdcwd, result = copy_string(path, at ? b : a, sizeof(path));

	if (result < 0)
		return result;
	const char *name = path;
#ifdef WITHOUT_COPY
	name = (const char *)(at ? b : a);
#endif
	if (refused_path(name))
		return -EPERM;
	if (directory == at_fdcwd)
		return path_call(number, directory, name, b, c, d);
	return file_use(directory, caller) ? file_done(directory, path_call(number, directory, name, b, c, d)) : -EBADF;
}

long file_close(long fd)
{
	if (fd <= 2)
		return -EPERM;		/* everybody's */
	lock();
	files[fd].owner = 0;
	files[fd].closing = 1;
	unlock();
	return 0;
}
