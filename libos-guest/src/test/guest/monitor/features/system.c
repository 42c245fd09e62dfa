/* System calls through the monitor, and thread-local data. */
#include "test.h"

enum { SYS_read = 0, SYS_write = 1, SYS_open = 2, SYS_close = 3, SYS_fstat = 5, SYS_lseek = 8, SYS_mmap = 9,
	SYS_mprotect = 10, SYS_rt_sigreturn = 15, SYS_pread64 = 17, SYS_pwrite64 = 18, SYS_writev = 20,
	SYS_getpid = 39, SYS_mkdir = 83, SYS_unlink = 87, SYS_clock_gettime = 228, SYS_openat = 257,
	SYS_newfstatat = 262, SYS_getrandom = 318, SYS_pkey_mprotect = 329 };

static long call(long number, long a, long b, long c)
{
	return cubicle_syscall(number, a, b, c, 0, 0);
}

static void files(void)
{
	static char buffer[64];
	long status[18];
	long fd = call(SYS_open, (long)"/tmp/features", 0102, 0600);

	check("open", fd > 2);
	check("write", call(SYS_write, fd, (long)"some text", 9) == 9);
	check("lseek", call(SYS_lseek, fd, 5, 0) == 5);
	check("read", call(SYS_read, fd, (long)buffer, sizeof(buffer)) == 4 && same(buffer, "text"));
	check("pwrite64", cubicle_syscall(SYS_pwrite64, fd, (long)"SOME", 4, 0, 0) == 4
	      && cubicle_syscall(SYS_pread64, fd, (long)buffer, 9, 0, 0) == 9 && same(buffer, "SOME text"));
	check("fstat", call(SYS_fstat, fd, (long)status, 0) == 0 && status[6] == 9);
	check("newfstatat", cubicle_syscall(SYS_newfstatat, -100, (long)"/tmp/features", (long)status, 0, 0) == 0
	      && status[6] == 9);
	check("another cubicle has no use of the descriptor", lib_syscall(SYS_write, fd, (long)"x", 1) == -9);
	check("close", call(SYS_close, fd, 0, 0) == 0 && call(SYS_close, fd, 0, 0) == -9);
	check("unlink", call(SYS_unlink, (long)"/tmp/features", 0, 0) == 0);
	check("no such file", call(SYS_open, (long)"/tmp/features", 0, 0) == -2);
	check("mkdir", call(SYS_mkdir, (long)"/tmp/directory", 0700, 0) == 0);
}

static void refused(void)
{
	long memory[3];

	check("lib may not ask for getpid", lib_syscall(SYS_getpid, 0, 0, 0) == -1);
	check("mprotect", call(SYS_mprotect, (long)app_page, PAGE, 7) == -1);
	check("pkey_mprotect", call(SYS_pkey_mprotect, (long)app_page, PAGE, 3) == -1);
	check("mmap", call(SYS_mmap, 0, PAGE, 3) == -1);
	check("rt_sigreturn", call(SYS_rt_sigreturn, 0, 0, 0) == -1);
	check("numbers that are none", call(-1, 0, 0, 0) == -1 && call(511, 0, 0, 0) == -1
	      && call(1l << 40, 0, 0, 0) == -1);
	check("/proc/self/mem", call(SYS_open, (long)"/proc/self/mem", 2, 0) == -1);
	check("by another name", call(SYS_open, (long)"/tmp/../proc/self/mem", 2, 0) < 0);
	check("and another", call(SYS_open, (long)"//proc/self/mem", 2, 0) == -1);
	check("/dev/mem", call(SYS_open, (long)"/dev/mem", 2, 0) == -1);
	check("a descriptor that is not ours", call(SYS_write, 99, (long)"x", 1) == -9);
	check("standard error stays open", call(SYS_close, 2, 0, 0) == -1);
	check("a path that cannot be read", call(SYS_open, (long)secret_where(), 0, 0) == -14
	      && call(SYS_open, 0, 0, 0) == -14);
	/* the kernel as deputy: no key of its own for a cubicle's pointers */
	check("a buffer of another's", call(SYS_write, 1, (long)secret_where(), 8) == -14);
	check("a result into another's", call(SYS_clock_gettime, 1, (long)secret_where(), 0) == -14);
	check("into the manifest", call(SYS_clock_gettime, 1, (long)0x400000, 0) == -14);
	memory[0] = (long)"x";
	memory[1] = 1;
	check("writev", call(SYS_writev, 1, (long)memory, 0) == 0 && call(SYS_writev, 1, 8, 1) == -14);
	memory[0] = (long)secret_where();
	check("writev of another's", call(SYS_writev, 1, (long)memory, 1) == -14);
	check("the secret is what it was", secret_get() == 5);
}

void system_calls(void)
{
	char bytes[16] = { 0 };
	struct { const char *start; long size; } vector[3] = { { "three ", 6 }, { 0, 0 }, { "parts\n", 6 } };

	check("getpid", call(SYS_getpid, 0, 0, 0) > 0);
	check("writev", call(SYS_writev, 1, (long)vector, 3) == 12);
	check("getrandom", call(SYS_getrandom, (long)bytes, 16, 0) == 16);
	files();
	refused();
	/* a page that is out comes home for the kernel as for its owner */
	int w = cubicle_window_init();
	cubicle_window_add(w, app_page, PAGE);
	cubicle_window_open(w, cubicle_find("lib"));
	lib_write(app_page, 'L');
	lib_write(app_page + 1, '\n');
	check("a buffer that lib holds", call(SYS_write, 1, (long)app_page, 2) == 2);
}

static _Thread_local long own = 11, zero;

void thread_local_data(void)
{
	check("initialised", own == 11 && zero == 0);
	own = 12;
	zero = 13;
	check("the shared one", common_error == 7 && lib_error(9) == 7 && common_error == 9);
	check("its own", own == 12 && zero == 13);
	check("shared data", common_counter > 0);
}
