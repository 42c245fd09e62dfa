/*
 * What a library OS asks of Linux when it runs as a process and plays the machine itself: a terminal
 * for its console, one shared mapping for its memory, a POSIX timer for its clock interrupt, whose
 * handler has a restorer of its own and runs on whatever stack is in use, and a change of the signal
 * mask wherever a kernel would enable or disable interrupts.
 *
 * "linuxu terminal" shows standard input's modes, and needs a terminal. "linuxu times" shows when
 * ticks come and what time it is, which no two runs agree on where time goes by a clock.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "scenario.h"

#define TICK (10 * 1000 * 1000)
#define SECOND 1000000000L
#define HEAP ((size_t)4 << 20)
#define MASK_CALLS 160000
#define RESTORER 0x04000000
#define ALARM_BIT (1UL << (SIGALRM - 1))
#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

/* As the kernel has them; a C library's differ. */
struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

struct kernel_termios {
	uint32_t input, output, control, local;
	uint8_t line, characters[19];
};

static volatile long ticks;
static int timer;

void restorer(void);
asm(".type restorer, @function\nrestorer: mov $15, %eax\n\tsyscall\n\t.size restorer, . - restorer");

/* Without a C library, which would keep errno in thread-local data. */
static long call(long number, long a, long b, long c, long d)
{
	register long fourth asm("r10") = d, fifth asm("r8") = 0, sixth asm("r9") = 0;
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
		     : "rcx", "r11", "memory");
	return result;
}

static void say(const char *what, long result)
{
	errno = (int)-result;
	answer(what, result < 0 ? -1 : result);
}

static long now(clockid_t clock)
{
	struct timespec time = { 0 };

	call(SYS_clock_gettime, clock, (long)&time, 0, 0);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* Ends as interrupts do in a kernel: everything that was interrupted must come back. */
static void on_tick(int signal)
{
	ticks += signal == SIGALRM;
	asm volatile("" ::: "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
		     "r14", "r15", "memory");
	asm volatile("pxor %%xmm0, %%xmm0\n\tpxor %%xmm15, %%xmm15\n\tfninit" ::: "xmm0", "xmm15");
}

static long interrupts(int how)
{
	const unsigned long set = ALARM_BIT;

	return call(SYS_rt_sigprocmask, how, (long)&set, 0, sizeof set);
}

static void start_timer(void)
{
	const struct kernel_action action = { on_tick, RESTORER, restorer, 0 };
	struct sigevent event = { .sigev_signo = SIGALRM };
	const struct itimerspec every = { { 0, TICK }, { 0, TICK } };

	event.sigev_value.sival_ptr = &timer;
	begin("start-timer");
	say("action", call(SYS_rt_sigaction, SIGALRM, (long)&action, 0, 8));
	say("unblock", interrupts(SIG_UNBLOCK));
	say("create", call(SYS_timer_create, CLOCK_REALTIME, (long)&event, (long)&timer, 0));
	say("set", call(SYS_timer_settime, timer, 0, (long)&every, 0));
	end();
}

static void terminal(void)
{
	struct kernel_termios modes = { 0 }, raw, again = { 0 };
	struct winsize size;

	begin("terminal");
	say("get", call(SYS_ioctl, 0, TCGETS, (long)&modes, 0));
	fact("input=%#x output=%#x control=%#x local=%#x", modes.input, modes.output, modes.control,
	     modes.local);
	raw = modes;
	raw.local &= ~0xaU;
	raw.characters[6] = 1;
	raw.characters[5] = 0;
	say("set", call(SYS_ioctl, 0, TCSETSF, (long)&raw, 0));
	say("get", call(SYS_ioctl, 0, TCGETS, (long)&again, 0));
	fact("local=%#x", again.local);
	expect(memcmp(&raw, &again, 17) == 0);
	say("back", call(SYS_ioctl, 0, TCSETS, (long)&modes, 0));
	say("size", call(SYS_ioctl, 0, TIOCGWINSZ, (long)&size, 0));
	end();
}

static void no_terminal(void)
{
	struct kernel_termios modes;
	int pipes[2];

	if (pipe(pipes))
		broken("pipe");
	begin("no-terminal");
	say("get", call(SYS_ioctl, pipes[0], TCGETS, (long)&modes, 0));
	say("set", call(SYS_ioctl, pipes[0], TCSETSF, (long)&modes, 0));
	end();
	close(pipes[0]);
	close(pipes[1]);
}

static void heap(void)
{
	const int both = PROT_READ | PROT_WRITE;
	unsigned long *words, sum = 0;
	unsigned char there[2];
	size_t i;

	begin("heap");
	words = mmap(NULL, HEAP, both, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (words == MAP_FAILED)
		broken("mmap");
	for (i = 0; i < HEAP / sizeof *words; i++)
		sum |= words[i];
	fact("zero=%d", sum == 0);
	for (i = 0; i < HEAP / sizeof *words; i++)
		words[i] = i * 0x9e3779b97f4a7c15UL;
	/* What is shared is kept by whoever shares it, so that this forgets nothing. */
	answer("forget", madvise(words, HEAP, MADV_DONTNEED));
	for (i = 0, sum = 0; i < HEAP / sizeof *words; i++)
		sum += words[i] == i * 0x9e3779b97f4a7c15UL;
	fact("kept=%d", sum == HEAP / sizeof *words);
	answer("protect", mprotect(words, 4096, PROT_READ));
	answer("open", mprotect(words, 4096, both));
	words[0] = 1;
	answer("resident", mincore(words, 8192, there));
	answer("unmap-half", munmap((char *)words + HEAP / 2, HEAP / 2));
	refused("gone", mincore((char *)words + HEAP / 2, 4096, there), ENOMEM);
	answer("unmap", munmap(words, HEAP / 2));
	end();
}

/* Spins until so many ticks have come, however the guest is spread over time. */
static void await(long more)
{
	const long until = ticks + more;
	const long give_up = now(CLOCK_MONOTONIC) + 20 * SECOND;

	while (ticks < until && now(CLOCK_MONOTONIC) < give_up)
		continue;
	expect(ticks >= until);
}

static void ticking(void)
{
	struct timespec long_time = { 20, 0 };
	struct itimerspec setting;
	long before, start, i;

	begin("ticks");
	await(3);
	end();

	begin("ticks-without-calls");
	before = ticks;
	for (i = 0; i < 1L << 40 && ticks < before + 2; i++)
		asm volatile("" ::: "memory");
	expect(ticks >= before + 2);
	end();

	begin("masked");
	say("block", interrupts(SIG_BLOCK));
	before = ticks;
	start = now(CLOCK_MONOTONIC);
	while (now(CLOCK_MONOTONIC) < start + 5 * TICK)
		continue;
	fact("ticks=%ld", ticks - before);
	say("unblock", interrupts(SIG_UNBLOCK));
	expect(ticks >= before + 1);
	end();

	begin("halt");
	start = now(CLOCK_MONOTONIC);
	say("select", call(SYS_pselect6, 0, 0, 0, 0));
	expect(now(CLOCK_MONOTONIC) < start + 10 * SECOND);
	say("sleep", call(SYS_nanosleep, (long)&long_time, (long)&long_time, 0, 0));
	fact("left=%d", long_time.tv_sec == 19);
	end();

	begin("timer");
	say("get", call(SYS_timer_gettime, timer, (long)&setting, 0, 0));
	fact("interval=%ld", (long)setting.it_interval.tv_nsec);
	expect(setting.it_value.tv_nsec > 0 && setting.it_value.tv_nsec <= TICK);
	end();
}

static void interrupted_read(void)
{
	int pipes[2];
	char byte;

	if (pipe(pipes))
		broken("pipe");
	begin("read");
	say("read", call(SYS_read, pipes[0], (long)&byte, 1, 0));
	end();
	close(pipes[0]);
	close(pipes[1]);
}

/* Uses every kind of register, and the stack's red zone. */
static unsigned long work(void)
{
	unsigned long sum = 1;
	long double fraction = 1;
	double other = 1;
	long i;

	for (i = 1; i <= 300000; i++) {
		sum = sum * 6364136223846793005UL + 1442695040888963407UL;
		fraction = fraction / 3 + i;
		other = other / 7 + (double)i;
	}
	return sum ^ (unsigned long)fraction ^ (unsigned long)(other * 1024);
}

static void interrupted_work(void)
{
	const long give_up = now(CLOCK_MONOTONIC) + 20 * SECOND;
	unsigned long expected;
	long before, wrong = 0;

	begin("work");
	interrupts(SIG_BLOCK);
	expected = work();
	interrupts(SIG_UNBLOCK);
	before = ticks;
	while (ticks < before + 5 && now(CLOCK_MONOTONIC) < give_up)
		wrong += work() != expected;
	fact("sum=%#lx wrong=%ld", expected, wrong);
	expect(ticks >= before + 5);
	end();
}

static void masks(void)
{
	unsigned long other = 1UL << (SIGUSR1 - 1), old = 0;
	long i, wrong = 0, failed = 0, before = ticks;

	begin("masks");
	for (i = 0; i < MASK_CALLS / 4; i++) {
		failed += interrupts(SIG_BLOCK) != 0;
		failed += call(SYS_rt_sigprocmask, SIG_BLOCK, (long)&other, (long)&old, 8) != 0;
		wrong += old != ALARM_BIT;
		failed += interrupts(SIG_UNBLOCK) != 0;
		failed += call(SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&other, (long)&old, 8) != 0;
		wrong += old != other;
	}
	fact("calls=%ld failed=%ld wrong=%ld", i * 4, failed, wrong);
	await(1);
	expect(ticks > before);
	say("how", call(SYS_rt_sigprocmask, 3, (long)&other, (long)&old, 8));
	say("size", call(SYS_rt_sigprocmask, SIG_BLOCK, (long)&other, (long)&old, 4));
	say("from", call(SYS_rt_sigprocmask, SIG_BLOCK, 8, (long)&old, 8));
	say("to", call(SYS_rt_sigprocmask, SIG_BLOCK, 0, 8, 8));
	end();
}

/* RCX and R11 say where the call returned to and with which flags; prefixes count as part of it. */
#define RETURNS(instruction)                                                                       \
	do {                                                                                       \
		unsigned long number = SYS_getpid, next, rip, flags, pushed;                       \
		asm volatile("leaq 1f(%%rip), %1\n\t"                                              \
			     "stc\n\tpushfq\n\tpopq %4\n\t" instruction                           \
			     "\n1:\tmovq %%rcx, %2\n\tmovq %%r11, %3"                               \
			     : "+a"(number), "=&r"(next), "=&r"(rip), "=&r"(flags), "=&r"(pushed)  \
			     :                                                                     \
			     : "rcx", "r11", "cc", "memory");                                      \
		fact("pid=%d rip=%d flags=%d", (pid_t)number == getpid(), rip == next,             \
		     flags == pushed);                                                             \
	} while (0)

static void registers(void)
{
	begin("registers");
	RETURNS("syscall");
	RETURNS("rex.w syscall");
	RETURNS(".byte 0x66, 0x2e\n\tsyscall");
	end();
}

/* The library OS keeps its own thread pointer. Ticks come meanwhile; they use none. */
static void thread_pointer(void)
{
	static unsigned long block[8] = { 0x1234, 1, 2, 3 };
	unsigned long mine = 0, got = 0, seen = 0;
	long set, old, back, i, wrong = 0;

	begin("thread-pointer");
	old = call(SYS_arch_prctl, ARCH_GET_FS, (long)&mine, 0, 0);
	set = call(SYS_arch_prctl, ARCH_SET_FS, (long)block, 0, 0);
	for (i = 0; i < 1000; i++) {
		asm volatile("movq %%fs:0, %0" : "=r"(seen));
		wrong += seen != 0x1234;
		call(SYS_getpid, 0, 0, 0, 0);
	}
	call(SYS_arch_prctl, ARCH_GET_FS, (long)&got, 0, 0);
	back = call(SYS_arch_prctl, ARCH_SET_FS, (long)mine, 0, 0);
	fact("get=%ld set=%ld back=%ld wrong=%ld", old, set, back, wrong);
	expect(got == (unsigned long)block);
	/* With five levels of page tables 1 << 47 is a good address. */
	say("beyond", call(SYS_arch_prctl, ARCH_SET_FS, (long)(1UL << 63), 0, 0));
	end();
}

static void clocks(void)
{
	long last = 0, next, back = 0, i;

	begin("clocks");
	for (i = 0; i < 1000; i++, last = next) {
		next = now(CLOCK_MONOTONIC);
		back += next < last;
	}
	fact("back=%ld", back);
	expect(now(CLOCK_REALTIME) / SECOND > 1600000000);
	say("unknown", call(SYS_clock_gettime, 99, (long)&last, 0, 0));
	say("nowhere", call(SYS_clock_gettime, CLOCK_MONOTONIC, 8, 0, 0));
	end();
}

static void stop_timer(void)
{
	long before;
	struct timespec pause = { 0, 3 * TICK };

	begin("stop-timer");
	say("delete", call(SYS_timer_delete, timer, 0, 0, 0));
	before = ticks;
	say("sleep", call(SYS_nanosleep, (long)&pause, 0, 0, 0));
	fact("ticks=%ld", ticks - before);
	say("again", call(SYS_timer_delete, timer, 0, 0, 0));
	end();
}

/* The clock, and how much was done between ticks. A long sleep costs nothing where time is counted. */
static void times(void)
{
	const struct itimerspec once = { { 0, 0 }, { 0, TICK } };
	struct timespec pause = { 200, 0 };
	unsigned long random[2] = { 0 };
	long i, done, before;

	start_timer();
	printf("began: %ld %ld\n", now(CLOCK_REALTIME), now(CLOCK_MONOTONIC));
	call(SYS_getrandom, (long)random, sizeof random, 0, 0);
	printf("random: %016lx %016lx\n", random[0], random[1]);
	for (i = 0; i < 10; i++) {
		for (before = ticks, done = 0; ticks == before; done++) {
			interrupts(SIG_BLOCK);
			interrupts(SIG_UNBLOCK);
		}
		printf("tick: %ld after %ld, cpu %ld\n", now(CLOCK_MONOTONIC), done,
		       now(CLOCK_PROCESS_CPUTIME_ID));
	}
	fflush(stdout);
	call(SYS_timer_settime, timer, 0, (long)&once, 0);
	for (before = ticks; ticks == before;)
		asm volatile("" ::: "memory");
	printf("spinning: %ld\n", now(CLOCK_MONOTONIC));
	call(SYS_timer_delete, timer, 0, 0, 0);
	call(SYS_nanosleep, (long)&pause, 0, 0, 0);
	printf("slept: %ld\n", now(CLOCK_MONOTONIC));
}

int main(int count, char **arguments)
{
	if (count > 1 && strcmp(arguments[1], "terminal") == 0) {
		terminal();
		return finish();
	}
	if (count > 1 && strcmp(arguments[1], "times") == 0) {
		times();
		return finish();
	}
	no_terminal();
	heap();
	start_timer();
	ticking();
	interrupted_read();
	interrupted_work();
	masks();
	registers();
	thread_pointer();
	clocks();
	stop_timer();
	return finish();
}
