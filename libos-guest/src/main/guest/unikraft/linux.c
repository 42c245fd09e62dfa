/*
 * What the platform library linuxu asks of Linux. There are no signals: the timer, which linuxu needs to wake up
 * from waiting, and masks of signals are accepted, and a wait without an end ends after the timer's period.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ukalloc/ukalloc.h"
#include "unikraft.h"

#define ARCH_SET_FS 0x1002		/* asm/prctl.h */
#define ARCH_GET_FS 0x1003
#define KERNEL_TERMIOS 36
#define TIMER_PERIOD 10000000		/* of linuxu, ns */

/* The tree's context library; older releases have none. */
size_t ukarch_tls_tcb_size(void) __attribute__((weak));

static uint64_t thread_pointer;		/* as the tree set it */
static uint64_t signal_mask;

static long map(size_t size, long flags, int fd)
{
	size_t pages = (size + UK_PAGE - 1) / UK_PAGE, read = 0;
	long n;
	char *start;

	if (flags & MAP_ANONYMOUS) {
		start = uk_pages_reserve(size);
		return start ? (long)start : -ENOMEM;
	}
	start = cubicle_pages_alloc(pages);
	if (!start)
		return -ENOMEM;
	for (; read < size; read += (size_t)n) {
		n = cubicle_syscall(SYS_pread64, fd, (long)(start + read), (long)(size - read), (long)read, 0);
		if (n < 0)
			return cubicle_pages_free(start, pages), n;
		if (n == 0)
			break;
	}
	return (long)start;
}

/*
 * FS stays what the monitor made it. What the tree has put into its thread control block goes into the real one;
 * pointers of the block into itself follow.
 */
static long set_thread_pointer(uint64_t to)
{
	size_t size = ukarch_tls_tcb_size ? ukarch_tls_tcb_size() : sizeof(uint64_t);
	uint64_t *control;

	__asm__("movq %%fs:0, %0" : "=r"(control));
	if (!thread_pointer && to != (uint64_t)control && size <= UK_PAGE)
		for (size_t i = 1; i < size / sizeof(uint64_t); i++) {
			control[i] = ((uint64_t *)to)[i];
			if (control[i] - to < size)
				control[i] += (uint64_t)control - to;
		}
	thread_pointer = to;
	return 0;
}

static long thread_control(long code, uint64_t argument)
{
	if (code == ARCH_SET_FS)
		return set_thread_pointer(argument);
	if (code != ARCH_GET_FS)
		return -EINVAL;
	*(uint64_t *)argument = thread_pointer;
	return 0;
}

static long mask_signals(int how, const uint64_t *set, uint64_t *old)
{
	uint64_t before = signal_mask;

	if (set)
		signal_mask = how == 0 ? before | *set : how == 1 ? before & ~*set : *set;
	if (old)
		*old = before;
	return 0;
}

/* linuxu insists on a terminal. Without one it gets all modes off; the mode is for whoever runs the program. */
static long terminal(long fd, long request, char *modes)
{
	if (request == TCSETSF)
		return 0;
	if (request != TCGETS)
		return -ENOTTY;
	if (cubicle_syscall(SYS_ioctl, fd, request, (long)modes, 0, 0) < 0)
		memset(modes, 0, KERNEL_TERMIOS);
	return 0;
}

static long wait(const struct timespec *timeout)
{
	struct timespec tick = { 0, TIMER_PERIOD };

	cubicle_syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)(timeout ? timeout : &tick), 0, 0);
	return timeout ? 0 : -EINTR;
}

void uk_linux_stop(enum uk_stop reason)
{
	static const char *const lines[UK_STOP_REASONS] = {
		[UK_STOP_THREADS] = "cubicle: too many threads at a time; limits.threads in the policy allows up to 64\n",
		[UK_STOP_CONTEXT] = "cubicle: a thread that begins amid a call, as clone makes them, is not supported\n",
		[UK_STOP_RETURNED] = "cubicle: the function of a thread of the scheduler's has returned\n",
		[UK_STOP_POINTER] = "cubicle: thread-local storage that the program has made itself is not supported\n",
		[UK_STOP_CALLS] = "cubicle: threads need the system calls futex, arch_prctl and exit; "
				  "the policy permits the scheduler's cubicle others\n",
	};

	if (reason < UK_STOP_REASONS)
		cubicle_syscall(SYS_write, STDERR_FILENO, (long)lines[reason], (long)strlen(lines[reason]), 0, 0);
	for (;;)
		cubicle_syscall(SYS_exit_group, 1, 0, 0, 0, 0);
}

long uk_linux_call(long number, long a, long b, long c, long d, long e, long f)
{
	(void)f;
	switch (number) {
	case SYS_mmap:
		return map((size_t)b, d, (int)e);
	case SYS_rt_sigprocmask:
		return mask_signals((int)a, (const uint64_t *)b, (uint64_t *)c);
	case SYS_rt_sigaction:
	case SYS_timer_settime:
	case SYS_timer_delete:
		return 0;
	case SYS_timer_create:
		*(int *)c = 0;
		return 0;
	case SYS_arch_prctl:
		return thread_control(a, (uint64_t)b);
	case SYS_pselect6:
		return a ? -ENOSYS : wait((const struct timespec *)e);
	case SYS_exit:
	case SYS_exit_group:
		return cubicle_syscall(SYS_exit_group, a, 0, 0, 0, 0);
	case SYS_ioctl:
		return terminal(a, b, (char *)c);
	case SYS_read:
	case SYS_write:
	case SYS_close:
	case SYS_fstat:
	case SYS_clock_gettime:
	case SYS_openat:
		return cubicle_syscall(number, a, b, c, d, e);
	}
	return -ENOSYS;
}
