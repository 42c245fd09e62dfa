/* The rest of what a process can ask for: clocks, timers, limits, names, randomness, its own start. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "scenario.h"

static int64_t now(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time))
		broken("clock_gettime");
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static time_t time_now(void)
{
	return time(NULL);
}

static void clocks(void)
{
	struct timespec time;
	int64_t monotonic = now(CLOCK_MONOTONIC), previous = monotonic, next;
	int i, backwards = 0;

	begin("clocks");
	for (i = 0; i < 10000; i++) {
		next = now(CLOCK_MONOTONIC);
		backwards += next < previous;
		previous = next;
	}
	fact("backwards=%d forwards=%d", backwards, previous > monotonic);
	fact("this-century=%d", now(CLOCK_REALTIME) > INT64_C(1600000000) * 1000000000);
	clock_getres(CLOCK_MONOTONIC, &time);
	fact("resolution=%ld.%09ld", (long)time.tv_sec, time.tv_nsec);
	refused("unknown", clock_gettime(12345, &time), EINVAL);
	fact("agree=%d", llabs((long long)time_now() - (long long)(now(CLOCK_REALTIME) / 1000000000)) <= 1);
	fact("raw=%d cpu=%d", now(CLOCK_MONOTONIC_RAW) > 0, now(CLOCK_PROCESS_CPUTIME_ID) > 0);
	end();
}

static void sleeping(void)
{
	struct timespec time = { 0, 3000000 }, bad = { 0, 1000000000 };
	int64_t start = now(CLOCK_MONOTONIC);

	begin("sleeping");
	answer("nanosleep", nanosleep(&time, NULL));
	fact("long-enough=%d", now(CLOCK_MONOTONIC) - start >= 3000000);
	refused("bad", nanosleep(&bad, NULL), EINVAL);
	start = now(CLOCK_MONOTONIC) + 3000000;
	time.tv_sec = start / 1000000000;
	time.tv_nsec = start % 1000000000;
	answer("until", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL));
	fact("reached=%d", now(CLOCK_MONOTONIC) >= start);
	start = now(CLOCK_MONOTONIC);
	answer("poll", poll(NULL, 0, 3));
	fact("long-enough=%d", now(CLOCK_MONOTONIC) - start >= 3000000);
	end();
}

static volatile int ticks;

static void on_tick(int signal)
{
	(void)signal;
	ticks++;
}

static void timers(void)
{
	struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, never = { { 0, 0 }, { 0, 0 } }, left;
	unsigned left_over;

	begin("interval-timer");
	signal(SIGALRM, on_tick);
	answer("set", setitimer(ITIMER_REAL, &often, NULL));
	while (ticks < 3)
		pause();
	answer("stop", setitimer(ITIMER_REAL, &never, &left));
	fact("interval=%ld", (long)left.it_interval.tv_usec);
	getitimer(ITIMER_REAL, &left);
	fact("left=%ld", (long)(left.it_value.tv_sec + left.it_value.tv_usec));
	end();

	begin("alarm");
	fact("before=%u", alarm(100));
	left_over = alarm(0);		/* fewer than 100 where this takes long */
	fact("left=%s", left_over > 90 && left_over <= 100 ? "most" : "other");
	fact("after=%u", alarm(0));
	end();
}

static void kernel_timer(void)
{
	struct sigevent event;
	struct itimerspec soon = { { 0, 0 }, { 0, 2000000 } };
	siginfo_t info;
	sigset_t set;
	timer_t timer;

	begin("timer-create");
	memset(&event, 0, sizeof event);
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGUSR1;
	event.sigev_value.sival_int = 99;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	answer("create", timer_create(CLOCK_MONOTONIC, &event, &timer));
	answer("set", timer_settime(timer, 0, &soon, NULL));
	answer("wait", sigwaitinfo(&set, &info));
	fact("code=%d value=%d", info.si_code, info.si_value.sival_int);
	answer("overrun", timer_getoverrun(timer));
	answer("delete", timer_delete(timer));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	end();
}

static void limits(void)
{
	struct rlimit limit, other;

	begin("limits");
	getrlimit(RLIMIT_NOFILE, &limit);
	fact("files=%d", limit.rlim_cur >= 64 && limit.rlim_cur <= limit.rlim_max);
	other = limit;
	other.rlim_cur = 20;
	answer("set", setrlimit(RLIMIT_NOFILE, &other));
	refused("dup", fcntl(0, F_DUPFD, 20), EINVAL);
	refused("dup2", dup2(0, 20), EBADF);
	setrlimit(RLIMIT_NOFILE, &limit);
	other.rlim_cur = 10;
	other.rlim_max = 5;
	refused("backwards", setrlimit(RLIMIT_NOFILE, &other), EINVAL);
	refused("unknown", getrlimit(99, &other), EINVAL);
	getrlimit(RLIMIT_STACK, &limit);
	fact("stack=%d", limit.rlim_cur >= 1 << 20);
	end();
}

static void names(void)
{
	struct utsname system;
	char name[17] = "";

	begin("names");
	answer("uname", uname(&system));
	fact("%s %s release=%d", system.sysname, system.machine, system.release[0] >= '4');
	answer("set-name", prctl(PR_SET_NAME, "a-name-too-long-for-it"));
	prctl(PR_GET_NAME, name);
	fact("name=%s", name);
	fact("pid=%d tid=%d", getpid() > 0 && getpid() == getpid(), syscall(SYS_gettid) == getpid());
	fact("page=%ld", sysconf(_SC_PAGESIZE));
	fact("user=%d", getuid() == geteuid() && getgid() == getegid());
	end();
}

static void randomness(void)
{
	unsigned char first[64] = { 0 }, second[64] = { 0 };
	size_t i, zeroes = 0;
	int file;

	begin("randomness");
	answer("getrandom", getrandom(first, 64, 0));
	answer("getrandom", getrandom(second, 64, GRND_NONBLOCK));
	for (i = 0; i < 64; i++)
		zeroes += first[i] == 0;
	fact("differ=%d few-zeroes=%d", memcmp(first, second, 64) != 0, zeroes < 10);
	refused("flags", getrandom(first, 8, 0x100), EINVAL);
	file = open("/dev/urandom", O_RDONLY);
	answer("urandom", read(file, second, 64));
	fact("differ=%d", memcmp(first, second, 64) != 0);
	close(file);
	file = open("/dev/zero", O_RDONLY);
	answer("zero", read(file, second, 64));
	fact("byte=%d", second[63]);
	close(file);
	file = open("/dev/null", O_RDWR);
	answer("null", write(file, second, 64));
	answer("null", read(file, second, 64));
	close(file);
	end();
}

/* What the kernel puts above the first stack frame. */
static void auxiliary_vector(void)
{
	const Elf64_Ehdr *header;
	const Elf64_Phdr *headers = (const Elf64_Phdr *)getauxval(AT_PHDR);
	unsigned long count = getauxval(AT_PHNUM), i, loads = 0;
	const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);

	begin("auxiliary-vector");
	fact("page=%lu entry-size=%lu", getauxval(AT_PAGESZ), getauxval(AT_PHENT));
	for (i = 0; i < count; i++)
		loads += headers[i].p_type == PT_LOAD;
	fact("loads=%d", loads > 0 && loads < 10);
	fact("random=%d", random && memcmp(random, "\0\0\0\0\0\0\0\0", 8) != 0);
	fact("base=%lu secure=%lu", getauxval(AT_BASE), getauxval(AT_SECURE));
	fact("ticks=%lu", getauxval(AT_CLKTCK));
	fact("platform=%s", (const char *)getauxval(AT_PLATFORM));
	/* The headers lie right behind the ELF header in every image of ours. */
	header = (const Elf64_Ehdr *)((uintptr_t)headers & ~(uintptr_t)4095);
	fact("elf=%d", memcmp(header->e_ident, ELFMAG, SELFMAG) == 0);
	fact("name=%d", getauxval(AT_EXECFN) != 0);
	end();
}

static void segment_base(void)
{
	unsigned long base = 0, self;

	begin("arch-prctl");
	answer("get-fs", syscall(SYS_arch_prctl, 0x1003, &base));
	asm("movq %%fs:0, %0" : "=r"(self));
	fact("self=%d", base == self);
	answer("set-gs", syscall(SYS_arch_prctl, 0x1001, 0x12345000));
	answer("get-gs", syscall(SYS_arch_prctl, 0x1004, &base));
	fact("gs=%#lx", base);
	answer("unset-gs", syscall(SYS_arch_prctl, 0x1001, 0));
	/* Not 1 << 47: a processor with five levels of page tables allows that. */
	refused("too-high", syscall(SYS_arch_prctl, 0x1001, (unsigned long)1 << 63), EPERM);
	refused("unknown", syscall(SYS_arch_prctl, 0x9999, 0), EINVAL);
	end();
}

static void selecting(void)
{
	struct timeval short_time = { 0, 2000 };
	fd_set readable, writable;
	int ends[2];

	begin("select");
	pipe(ends);
	FD_ZERO(&readable);
	FD_ZERO(&writable);
	FD_SET(ends[0], &readable);
	FD_SET(ends[1], &writable);
	answer("select", select(ends[1] + 1, &readable, &writable, NULL, NULL));
	fact("read=%d write=%d", FD_ISSET(ends[0], &readable) != 0, FD_ISSET(ends[1], &writable) != 0);
	FD_SET(ends[0], &readable);
	answer("timeout", select(ends[0] + 1, &readable, NULL, NULL, &short_time));
	write(ends[1], "x", 1);
	FD_SET(ends[0], &readable);
	answer("ready", select(ends[0] + 1, &readable, NULL, NULL, NULL));
	close(ends[0]);
	close(ends[1]);
	end();
}

static void scheduling(void)
{
	begin("scheduling");
	answer("yield", sched_yield());
	refused("unknown-call", syscall(9999), ENOSYS);
	refused("negative-call", syscall(-5), ENOSYS);
	end();
}

static void at_exit(void)
{
	printf("at exit\n");
}

int main(void)
{
	clocks();
	sleeping();
	timers();
	kernel_timer();
	limits();
	names();
	randomness();
	auxiliary_vector();
	segment_base();
	selecting();
	scheduling();
	atexit(at_exit);
	return finish();
}
