/*
 * The kernel as deputy: a system call may not reach what its caller cannot. One buffer, closed,
 * handed to one system call after the other.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>

#include "mpk.h"
#include "probe.h"
#include "scenario.h"

static char *page;
static int key, file;

static void closed(const char *name, long result)
{
	begin("%s", name);
	refused("closed", result, EFAULT);
	expect(!seen.hit);
	end();
}

/* What the kernel would write to. */
static void writes(uint32_t rights, const char *how)
{
	char title[64];
	struct iovec vector = { page, 16 };
	struct {
		const char *name;
		long number, a, b, c, d;
	} calls[] = {
		{ "read", SYS_read, file, (long)page, 10, 0 },
		{ "pread64", SYS_pread64, file, (long)page, 10, 5 },
		{ "readv", SYS_readv, file, (long)&vector, 1, 0 },
		{ "fstat", SYS_fstat, file, (long)page, 0, 0 },
		{ "stat", SYS_stat, (long)".", (long)page, 0, 0 },
		{ "newfstatat", SYS_newfstatat, AT_FDCWD, (long)".", (long)page, 0 },
		{ "getcwd", SYS_getcwd, (long)page, 100, 0, 0 },
		{ "uname", SYS_uname, (long)page, 0, 0, 0 },
		{ "pipe2", SYS_pipe2, (long)page, 0, 0, 0 },
		{ "clock_gettime", SYS_clock_gettime, CLOCK_MONOTONIC, (long)page, 0, 0 },
		{ "clock_getres", SYS_clock_getres, CLOCK_MONOTONIC, (long)page, 0, 0 },
		{ "gettimeofday", SYS_gettimeofday, (long)page, 0, 0, 0 },
		{ "time", SYS_time, (long)page, 0, 0, 0 },
		{ "getrandom", SYS_getrandom, (long)page, 8, 0, 0 },
		{ "getrusage", SYS_getrusage, RUSAGE_SELF, (long)page, 0, 0 },
		{ "prlimit64", SYS_prlimit64, 0, RLIMIT_NOFILE, 0, (long)page },
		{ "rt_sigprocmask", SYS_rt_sigprocmask, SIG_BLOCK, 0, (long)page, 8 },
		{ "rt_sigaction", SYS_rt_sigaction, SIGUSR1, 0, (long)page, 8 },
		{ "rt_sigpending", SYS_rt_sigpending, (long)page, 8, 0, 0 },
		{ "sigaltstack", SYS_sigaltstack, 0, (long)page, 0, 0 },
		{ "getitimer", SYS_getitimer, ITIMER_REAL, (long)page, 0, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		strcpy(title, calls[i].name);
		strcat(title, how);
		key_set(key, rights);
		closed(title, syscall(calls[i].number, calls[i].a, calls[i].b, calls[i].c, calls[i].d));
	}
}

/* What it would only read: closed for writing is no obstacle there, and is not tried. */
static void reads(void)
{
	struct iovec vector = { page, 16 };
	struct {
		const char *name;
		long number, a, b, c, d;
	} calls[] = {
		{ "write", SYS_write, file, (long)page, 10, 0 },
		{ "pwrite64", SYS_pwrite64, file, (long)page, 10, 5 },
		{ "writev", SYS_writev, file, (long)&vector, 1, 0 },
		{ "readv-of-vector", SYS_readv, file, (long)page, 1, 0 },
		{ "open", SYS_open, (long)page, O_RDONLY, 0, 0 },
		{ "openat", SYS_openat, AT_FDCWD, (long)page, O_RDONLY, 0 },
		{ "stat-of-path", SYS_stat, (long)page, (long)&vector, 0, 0 },
		{ "access", SYS_access, (long)page, F_OK, 0, 0 },
		{ "unlink", SYS_unlink, (long)page, 0, 0, 0 },
		{ "mkdir", SYS_mkdir, (long)page, 0700, 0, 0 },
		{ "chdir", SYS_chdir, (long)page, 0, 0, 0 },
		{ "rename", SYS_rename, (long)"deputy", (long)page, 0, 0 },
		{ "readlink", SYS_readlink, (long)page, (long)&vector, 8, 0 },
		{ "nanosleep", SYS_nanosleep, (long)page, 0, 0, 0 },
		{ "rt_sigprocmask-set", SYS_rt_sigprocmask, SIG_BLOCK, (long)page, 0, 8 },
		{ "rt_sigaction-set", SYS_rt_sigaction, SIGUSR1, (long)page, 0, 8 },
		{ "rt_sigsuspend", SYS_rt_sigsuspend, (long)page, 8, 0, 0 },
		{ "sigaltstack-set", SYS_sigaltstack, (long)page, 0, 0, 0 },
		{ "setitimer", SYS_setitimer, ITIMER_REAL, (long)page, 0, 0 },
		{ "poll", SYS_poll, (long)page, 1, 0, 0 },
		{ "futex-wait", SYS_futex, (long)page, 128, 0, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		key_set(key, AD);
		closed(calls[i].name, syscall(calls[i].number, calls[i].a, calls[i].b, calls[i].c, calls[i].d));
	}
}

/* A buffer of which the second page is closed: what came before counts. */
static void partly(void)
{
	char *two = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (two == MAP_FAILED || key_protect(two + PAGE, PAGE, PROT_READ | PROT_WRITE, key))
		broken("pkey_mprotect");
	begin("read-into-half");
	key_set(key, AD);
	lseek(file, 0, SEEK_SET);
	answer("read", read(file, two, 2 * PAGE));
	fact("position=%ld", (long)lseek(file, 0, SEEK_CUR));
	fact("last=%d", two[PAGE - 1]);
	end();

	/* The fault is in the path, whatever its start says. */
	begin("path-into-closed");
	memcpy(two + PAGE - 2, "./", 2);
	refused("open", open(two + PAGE - 2, O_RDONLY), EFAULT);
	/* One that ends just before the closed page never gets there. */
	memcpy(two + PAGE - 2, ".", 2);
	fact("open=%s", open(two + PAGE - 2, O_RDONLY) >= 0 ? "fine" : errno_name(errno));
	end();
	munmap(two, 2 * PAGE);
}

/* Nothing that only takes addresses, and touches nothing, is hindered by a key. */
static void untouched(void)
{
	begin("addresses-alone");
	key_set(key, AD);
	answer("mprotect", mprotect(page, PAGE, PROT_READ));
	answer("mprotect", mprotect(page, PAGE, PROT_READ | PROT_WRITE));
	answer("madvise", madvise(page, PAGE, MADV_NORMAL));
	answer("msync", msync(page, PAGE, MS_SYNC));
	answer("write-nothing", write(file, page, 0));
	answer("read-nothing", read(file, page, 0));
	end();
}

/* And when the key is open again, nothing has been changed behind it. */
static void unchanged(void)
{
	int i, changed = 0;

	begin("unchanged");
	key_set(key, 0);
	for (i = 0; i < PAGE; i++)
		changed += page[i] != 0x5a;
	fact("bytes=%d", changed);
	expect(changed == 0);
	end();
}

int main(void)
{
	char buffer[3 * PAGE];

	file = open("deputy", O_RDWR | O_CREAT | O_TRUNC, 0600);
	memset(buffer, 'd', sizeof buffer);
	if (file < 0 || write(file, buffer, sizeof buffer) != sizeof buffer)
		broken("deputy");
	lseek(file, 0, SEEK_SET);
	key = key_alloc(0, 0);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (key < 0 || page == MAP_FAILED || key_protect(page, PAGE, PROT_READ | PROT_WRITE, key))
		broken("a page with a key");
	memset(page, 0x5a, PAGE);
	probe_install(0);
	writes(AD, "");
	writes(WD, "-write-closed");
	reads();
	partly();
	untouched();
	unchanged();
	unlink("deputy");
	return finish();
}
