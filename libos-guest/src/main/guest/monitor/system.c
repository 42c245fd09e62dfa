/*
 * System calls: the kernel's filter, and cubicle_syscall. A cubicle's call runs under the cubicle's own
 * PKRU, so that the kernel reads and writes for it what it could have itself; what is left to check
 * here is what the kernel would do with its own rights: paths, descriptors, mappings.
 */
#include "monitor.h"
#include "system.h"
#include <cubicle/cubicle.h>

#define AUDIT_ARCH_X86_64 0xc000003e
#define SECCOMP_ALLOW 0x7fff0000
#define SECCOMP_TRAP 0x00030000

/* Classic BPF: ld word [k]; jump if equal / greater or equal; return. */
struct bpf { u16 code; u8 yes, no; u32 k; };
#define LOAD(offset) { 0x20, 0, 0, offset }
#define JUMP_EQUAL(k, yes, no) { 0x15, yes, no, k }
#define JUMP_AT_LEAST(k, yes, no) { 0x35, yes, no, k }
#define RETURN(k) { 0x06, 0, 0, k }

/*
 * Whoever holds the cookie is the monitor. Never let through: rt_sigreturn, which takes PKRU from memory;
 * mmap, whose sixth argument is not the cookie; the calls of the x32 and 32-bit ABIs.
 */
void install_filter(void)
{
#ifndef WITHOUT_SECCOMP
	u64 cookie;

	if (monitor_syscall(SYS_getrandom, (long)&cookie, sizeof(cookie), 0, 0, 0) != sizeof(cookie))
		die(125, "the kernel has no random numbers", 0);
	struct bpf program[] = {
		LOAD(4),  JUMP_EQUAL(AUDIT_ARCH_X86_64, 0, 9),
		LOAD(0),  JUMP_AT_LEAST(0x40000000, 7, 0),
		JUMP_EQUAL(SYS_rt_sigreturn, 6, 0),
		JUMP_EQUAL(SYS_mmap, 5, 0),
		LOAD(16 + 5 * 8), JUMP_EQUAL((u32)cookie, 0, 3),
		LOAD(16 + 5 * 8 + 4), JUMP_EQUAL((u32)(cookie >> 32), 0, 1),
		RETURN(SECCOMP_ALLOW),
		RETURN(SECCOMP_TRAP),
	};
	struct { u16 count; struct bpf *program; } filter = { sizeof(program) / sizeof(*program), program };
	const int no_new_privileges = 38, mode_filter = 1;

	if (monitor_syscall(SYS_prctl, no_new_privileges, 1, 0, 0, 0) < 0
	    || monitor_syscall(SYS_seccomp, mode_filter, 0, (long)&filter, 0, 0) < 0)
		die(125, "the kernel refuses the system-call filter", 0);
	syscall_cookie = cookie;
	memset(program, 0, sizeof(program));
#endif
}

/* What the pointers of a call point to. */
struct pointer { u8 argument, access, size_argument; u16 bytes; };
#define NONE 255
#define BUFFER(n, access, size) { (n) + 1, access, size, 0 }
#define STRUCT(n, access, bytes) { (n) + 1, access, NONE, bytes }

enum { TAKES_FD = 1, HAS_PATH = 2, VECTOR = 4, CLOSES = 8, EXITS = 16, TERMINAL = 32, WAITS = 64 };

static const struct rule { u16 number, flags; struct pointer pointers[2]; } rules[] = {
	{ SYS_read, TAKES_FD, { BUFFER(1, WRITE, 2) } },
	{ SYS_write, TAKES_FD, { BUFFER(1, READ, 2) } },
	{ SYS_pread64, TAKES_FD, { BUFFER(1, WRITE, 2) } },
	{ SYS_pwrite64, TAKES_FD, { BUFFER(1, READ, 2) } },
	{ SYS_readv, TAKES_FD | VECTOR, { } },
	{ SYS_writev, TAKES_FD | VECTOR, { } },
	{ SYS_open, HAS_PATH, { } },
	{ SYS_openat, HAS_PATH, { } },
	{ SYS_newfstatat, HAS_PATH, { } },
	{ SYS_unlink, HAS_PATH, { } },
	{ SYS_mkdir, HAS_PATH, { } },
	{ SYS_close, TAKES_FD | CLOSES, { } },
	{ SYS_fstat, TAKES_FD, { STRUCT(1, WRITE, 144) } },
	{ SYS_lseek, TAKES_FD, { } },
	{ SYS_ftruncate, TAKES_FD, { } },
	{ SYS_fsync, TAKES_FD, { } },
	{ SYS_fdatasync, TAKES_FD, { } },
	{ SYS_getdents64, TAKES_FD, { BUFFER(1, WRITE, 2) } },
	{ SYS_ioctl, TAKES_FD | TERMINAL, { STRUCT(2, WRITE, 36) } },
	{ SYS_clock_gettime, 0, { STRUCT(1, WRITE, 16) } },
	{ SYS_clock_getres, 0, { STRUCT(1, WRITE, 16) } },
	{ SYS_nanosleep, 0, { STRUCT(0, READ, 16), STRUCT(1, WRITE, 16) } },
	{ SYS_clock_nanosleep, 0, { STRUCT(2, READ, 16), STRUCT(3, WRITE, 16) } },
	{ SYS_gettimeofday, 0, { STRUCT(0, WRITE, 16), STRUCT(1, WRITE, 8) } },
	{ SYS_time, 0, { STRUCT(0, WRITE, 8) } },
	{ SYS_getrandom, 0, { BUFFER(0, WRITE, 1) } },
	{ SYS_uname, 0, { STRUCT(0, WRITE, 390) } },
	{ SYS_getpid, 0, { } },
	{ SYS_gettid, 0, { } },
	{ SYS_sched_yield, 0, { } },
	{ SYS_futex, WAITS, { STRUCT(0, READ, 4) } },
	{ SYS_exit_group, EXITS, { } },
};

#ifndef WITHOUT_SYSCALL_FILTER

/*
 * Open descriptors: who opened each (0: nobody that runs here), and how many threads are in a system call
 * with it. Another thread can close it meanwhile; it stays open, so that its number means no other file,
 * until the last of them is done.
 */
static struct { u16 owner; u8 closing; u32 users; } files[MAX_DESCRIPTORS];

static int use(long fd, u32 caller)
{
	lock();
	int may = fd >= 0 && fd < MAX_DESCRIPTORS && (fd <= 2 || files[fd].owner == caller)
		&& fd != monitor.statistics_fd && fd != monitor.report_fd;
	if (may)
		files[fd].users++;
	unlock();
	return may;
}

static long done(long fd, long result)
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

/* Memory of the caller's, as if it had touched it: pages that are out come home, windows let pages in. */
static int touch(u64 start, u64 size, int access)
{
	lock();
	int admitted = range_admit(self(), start, size, self()->cubicle, access);
	unlock();
	return admitted;
}

/* What is decided on is a copy: another thread of the caller's can change the original, or free its page. */
static int copy(void *to, const void *from, u64 size, int access)
{
	lock();
	int admitted = range_admit(self(), (u64)(access == READ ? from : to), size, self()->cubicle, access);
	if (admitted)
		memcpy(to, from, size);
	unlock();
	return admitted;
}

static long vector_call(long number, long fd, u64 vector, u64 count)
{
	struct { u64 start, size; } part;
	long single = number == SYS_readv ? SYS_read : SYS_write, total = 0, n;

	if (count > 1024)
		return -EINVAL;
	for (u64 i = 0; i < count; i++) {
		if (!copy(&part, (void *)(vector + i * sizeof(part)), sizeof(part), READ))
			return total ? total : -EFAULT;
		if (part.size == 0)
			continue;
		if (part.size > 1ull << 40 || !touch(part.start, part.size, single == SYS_read ? WRITE : READ))
			return total ? total : -EFAULT;
		n = caller_syscall(single, fd, part.start, part.size, 0, 0);
		if (n < 0)
			return total ? total : n;
		total += n;
		if ((u64)n < part.size)
			break;
	}
	return total;
}

static int starts(const char *s, const char *with)
{
	while (*with && *s == *with)
		s++, with++;
	return *with == 0;
}

/* The first look, at the name; the second is admissible(), at what was opened. */
static int refused_path(const char *path)
{
	static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty", 0 };

	while (path[0] == '/' && path[1] == '/')
		path++;
	if (starts(path, "/dev/")) {
		for (int i = 0; devices[i]; i++)
			if (equal(path + 5, devices[i]))
				return 0;
		return 1;
	}
	return starts(path, "/proc") || starts(path, "/sys");
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
	return result == 0 && !copy((void *)c, status, sizeof(status), WRITE) ? -EFAULT : result;
}

/* The name is copied before it is looked at, and what is looked at is what the kernel gets. */
static long named_call(u32 caller, long number, long a, long b, long c, long d)
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
	return use(directory, caller) ? done(directory, path_call(number, directory, name, b, c, d)) : -EBADF;
}

static const struct rule *rule_for(u64 number)
{
	for (u32 i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (rules[i].number == number)
			return &rules[i];
	return 0;
}

static long close_file(long fd)
{
	if (fd <= 2)
		return -EPERM;		/* everybody's */
	lock();
	files[fd].owner = 0;
	files[fd].closing = 1;
	unlock();
	return 0;
}

static long filtered(const struct rule *rule, u32 caller, long *v)
{
	const int tcgets = 0x5401, tiocgwinsz = 0x5413;

	if (rule->flags & TERMINAL && v[1] != tcgets && v[1] != tiocgwinsz)
		return -EPERM;
	if (rule->flags & WAITS && (v[1] & ~FUTEX_PRIVATE) > FUTEX_WAKE)
		return -EPERM;
	if (rule->flags & EXITS)
		finish(v[0]);
	if (rule->flags & VECTOR)
		return vector_call(rule->number, (int)v[0], v[1], v[2]);
	if (rule->flags & CLOSES)
		return close_file((int)v[0]);
	if (rule->flags & HAS_PATH)
		return named_call(caller, rule->number, v[0], v[1], v[2], v[3]);
	for (u32 i = 0; i < 2; i++) {
		const struct pointer *p = &rule->pointers[i];
		if (!p->argument || !v[p->argument - 1])
			continue;	/* null: the kernel's to judge; it touches nothing there */
		u64 size = p->size_argument == NONE ? p->bytes : (u64)v[p->size_argument];
		if (size > 0x7ffff000)
			return -EFAULT;
		if (!touch(v[p->argument - 1], size, p->access))
			return -EFAULT;
	}
	return caller_syscall(rule->number, v[0], v[1], v[2], v[3], v[4]);
}
#endif

/* A string of the caller's; -EFAULT, or -ENAMETOOLONG if there is no NUL in so many bytes. */
long copy_string(char *to, u64 from, u64 limit)
{
	struct thread *t = self();
	long result = -ENAMETOOLONG;

	lock();
	for (u64 i = 0; i < limit; i++) {
		if ((i == 0 || (from + i) % PAGE_SIZE == 0) && !range_admit(t, from + i, 1, t->cubicle, READ)) {
			result = -EFAULT;
			break;
		}
		if ((to[i] = ((const char *)from)[i]) == 0) {
			result = 0;
			break;
		}
	}
	unlock();
	return result;
}

long cubicle_syscall(long number, long a, long b, long c, long d, long e)
{
	u32 caller = self()->cubicle;

	cubicle_statistics->system_calls++;
#ifdef WITHOUT_SYSCALL_FILTER
	(void)rules, (void)caller;
	return caller_syscall(number, a, b, c, d, e);
#else
	const u64 *permitted = monitor.cubicles[caller].manifest->system_calls;
	long values[] = { a, b, c, d, e };

	if ((u64)number >= 512 || !(permitted[number / 64] >> (number % 64) & 1))
		return -EPERM;
	const struct rule *rule = rule_for(number);
	if (!rule)
		return -EPERM;
	if (!(rule->flags & TAKES_FD))
		return filtered(rule, caller, values);
	return use((int)a, caller) ? done((int)a, filtered(rule, caller, values)) : -EBADF;
#endif
}
