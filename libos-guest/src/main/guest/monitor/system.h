/* Numbers of Linux for x86-64 that the monitor uses, itself or for cubicles. */
#pragma once

enum {
	SYS_read = 0, SYS_write = 1, SYS_open = 2, SYS_close = 3, SYS_fstat = 5, SYS_lseek = 8,
	SYS_mmap = 9, SYS_mprotect = 10, SYS_rt_sigaction = 13, SYS_rt_sigreturn = 15, SYS_ioctl = 16,
	SYS_pread64 = 17, SYS_pwrite64 = 18, SYS_readv = 19, SYS_writev = 20, SYS_sched_yield = 24,
	SYS_nanosleep = 35, SYS_madvise = 28, SYS_getpid = 39, SYS_clone = 56, SYS_exit = 60, SYS_uname = 63,
	SYS_fsync = 74, SYS_fdatasync = 75, SYS_ftruncate = 77, SYS_mkdir = 83, SYS_unlink = 87,
	SYS_gettimeofday = 96, SYS_sigaltstack = 131, SYS_fstatfs = 138, SYS_prctl = 157,
	SYS_arch_prctl = 158, SYS_gettid = 186, SYS_time = 201, SYS_futex = 202, SYS_getdents64 = 217,
	SYS_clock_gettime = 228, SYS_clock_getres = 229, SYS_clock_nanosleep = 230,
	SYS_exit_group = 231, SYS_openat = 257, SYS_newfstatat = 262, SYS_seccomp = 317,
	SYS_getrandom = 318, SYS_pkey_mprotect = 329, SYS_pkey_alloc = 330,
};

enum { SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11, SIGSYS = 31 };
enum { SEGV_MAPERR = 1, SEGV_ACCERR = 2, SEGV_PKUERR = 4 };
enum { MADV_DONTNEED = 4, FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_PRIVATE = 128 };
enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS = 0x1002 };

/* files.c */
int copy_own(void *to, const void *from, unsigned long size, int access);
int file_use(long fd, unsigned caller);
long file_done(long fd, long result);
long file_close(long fd);
long file_call(unsigned caller, long number, long a, long b, long c, long d);

void write_all(int fd, const void *data, unsigned long size);
