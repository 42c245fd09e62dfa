/*
 * System calls: the kernel's filter, and cubicle_syscall. A cubicle's call runs under the cubicle's own
 * PKRU, so that the kernel reads and writes for it what it could have itself; what is left to check
 * here is what the kernel would do with its own rights: paths, descriptors, mappings.
 */
#include "monitor.h"
#include "system.h"
#include <cubicle/cubicle.h>

u64 syscall_cookie;
u32 syscall_compare;

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

	require(monitor_syscall(SYS_getrandom, (long)&cookie, sizeof(cookie), 0, 0, 0) == sizeof(cookie),
		"the kernel has no random numbers");
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

enum { TAKES_FD = 1, HAS_PATH = 2, VECTOR = 4, CLOSES = 8, EXITS = 16, TERMINAL = 32, WAITS = 64,
       ENDS = 128, POINTS = 256 };

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
	{ SYS_exit, ENDS, { } },
	{ SYS_arch_prctl, POINTS, { } },
	{ SYS_exit_group, EXITS, { } },
};

#ifndef WITHOUT_SYSCALL_FILTER

/* Memory of the caller's, as if it had touched it: pages that are out come home, windows let pages in. */
static int touch(u64 start, u64 size, int access)
{
	observe_range(start, size, access);
	return LOCKED(range_admit(self(), start, size, self()->cubicle, access));
}

static long vector_call(long number, long fd, u64 vector, u64 count)
{
	struct { u64 start, size; } part;
	long single = number == SYS_readv ? SYS_read : SYS_write, total = 0, n;

	if (count > 1024)
		return -EINVAL;
	for (u64 i = 0; i < count; i++) {
		if (!copy_own(&part, (void *)(vector + i * sizeof(part)), sizeof(part), READ))
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

static const struct rule *rule_for(u64 number)
{
	for (u32 i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (rules[i].number == number)
			return &rules[i];
	return 0;
}

static long filtered(const struct rule *rule, u32 caller, long *v)
{
	const int tcgets = 0x5401, tiocgwinsz = 0x5413;

	if (rule->flags & TERMINAL && v[1] != tcgets && v[1] != tiocgwinsz)
		return -EPERM;
	if (rule->flags & WAITS && ((u32)v[1] & ~FUTEX_PRIVATE_FLAG) > FUTEX_WAKE)
		return -EPERM;
	if (rule->flags & POINTS)
		return v[0] == ARCH_SET_FS ? LOCKED(thread_pointer(v[1])) : -EPERM;
	if (rule->flags & ENDS)
		return thread_exit();
	if (rule->flags & EXITS)
		finish(v[0]);
	if (rule->flags & VECTOR)
		return vector_call(rule->number, (int)v[0], v[1], v[2]);
	if (rule->flags & CLOSES)
		return file_close((int)v[0]);
	if (rule->flags & HAS_PATH)
		return file_call(caller, rule->number, v[0], v[1], v[2], v[3]);
	for (u32 i = 0; i < 2; i++) {
		const struct pointer *p = &rule->pointers[i];
		if (!p->argument || !v[p->argument - 1])
			continue;	/* null: the kernel's to judge; it touches nothing there */
		u64 size = p->size_argument == NONE ? p->bytes : (u64)v[p->size_argument];
		if (size > 0x7ffff000 || !touch(v[p->argument - 1], size, p->access))
			return -EFAULT;
	}
	return caller_syscall(rule->number, v[0], v[1], v[2], v[3], v[4]);
}
#endif

long cubicle_syscall(long number, long a, long b, long c, long d, long e)
{
	u32 caller = self()->cubicle;

	cubicle_statistics->system_calls++;
#ifdef WITHOUT_SYSCALL_FILTER
	return caller_syscall(number, a, b, c, d, e);
#else
	const u64 *permitted = monitor.cubicles[caller].manifest->system_calls;
	long values[] = { a, b, c, d, e };
	const struct rule *rule = rule_for(number);

	if (!rule || !(permitted[rule->number / 64] >> (rule->number % 64) & 1))
		return -EPERM;
	if (!(rule->flags & TAKES_FD))
		return filtered(rule, caller, values);
	return file_use((int)a, caller) ? file_done((int)a, filtered(rule, caller, values)) : -EBADF;
#endif
}
