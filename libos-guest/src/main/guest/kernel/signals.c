/*
 * Signals: what siginfo and ucontext say about each kind, masks and their order, alternate stacks,
 * system calls that a signal interrupts, and registers that come back changed.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "scenario.h"

#define STACK 65536

static struct {
	volatile int runs;
	volatile int signal, code, value, errno_field;
	volatile pid_t pid;
	volatile uid_t uid;
	void *volatile address;
	volatile long trap, error, cr2, flags;
	volatile uintptr_t rip, rsp, stack_pointer;
	sigset_t mask;
} in;
static volatile uintptr_t resume;
static volatile char order[64];

static void keep(int signal, siginfo_t *info, const ucontext_t *context)
{
	char here;

	in.runs++;
	in.signal = signal;
	in.code = info->si_code;
	in.errno_field = info->si_errno;
	in.address = info->si_addr;
	in.pid = info->si_pid;
	in.uid = info->si_uid;
	in.value = info->si_value.sival_int;
	in.trap = (long)context->uc_mcontext.gregs[REG_TRAPNO];
	in.error = (long)context->uc_mcontext.gregs[REG_ERR];
	in.cr2 = (long)context->uc_mcontext.gregs[REG_CR2];
	in.flags = (long)context->uc_mcontext.gregs[REG_EFL];
	in.rip = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
	in.rsp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
	in.stack_pointer = (uintptr_t)&here;
	in.mask = context->uc_sigmask;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	keep(signal, info, context);
}

/* For faults: goes on where the faulting code said. */
static void on_fault(int signal, siginfo_t *info, void *context)
{
	keep(signal, info, context);
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] = (greg_t)resume;
}

static void on_any(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	order[strlen((char *)order)] = (char)(signal >= SIGRTMIN ? '0' + signal - SIGRTMIN :
					      signal == SIGUSR1 ? 'u' : signal == SIGUSR2 ? 'v' : '?');
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *), int flags, int also)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | flags;
	sigemptyset(&action.sa_mask);
	if (also)
		sigaddset(&action.sa_mask, also);
	if (sigaction(signal, &action, NULL))
		broken("sigaction");
	memset((void *)&in, 0, sizeof in);
	memset((void *)order, 0, sizeof order);
}

static void show_sender(void)
{
	fact("signal=%d code=%d errno=%d", in.signal, in.code, in.errno_field);
	fact("pid=%s uid=%s", in.pid == getpid() ? "mine" : "other", in.uid == getuid() ? "mine" : "other");
}

static void senders(void)
{
	union sigval value = { .sival_int = 12345 };

	begin("raise");
	handle(SIGUSR1, on_signal, 0, 0);
	raise(SIGUSR1);
	show_sender();
	end();

	begin("kill");
	handle(SIGUSR1, on_signal, 0, 0);
	kill(getpid(), SIGUSR1);
	show_sender();
	end();

	begin("sigqueue");
	handle(SIGUSR1, on_signal, 0, 0);
	sigqueue(getpid(), SIGUSR1, value);
	show_sender();
	fact("value=%d", in.value);
	end();

	begin("kill-errors");
	refused("signal-65", kill(getpid(), 65), EINVAL);
	refused("nobody", kill(0x3ffffff0, SIGUSR1), ESRCH);
	answer("nothing", kill(getpid(), 0));
	end();
}

/* The flags that user code can see change; the rest depends on what ran before. */
static void show_fault(const void *expected)
{
	fact("signal=%d code=%d trap=%ld error=%#lx", in.signal, in.code, in.trap, (unsigned long)in.error);
	fact("address=%s", in.address == expected ? "as-expected" : in.address ? "other" : "0");
}

/* Forgets the fault before: one that does not happen must not look like it. */
#define FAULT(instructions, ...)                    \
	memset((void *)&in, 0, sizeof in);          \
	asm volatile("leaq 2f(%%rip), %%rax\n\t"    \
		     "movq %%rax, %[resume]\n\t"    \
		     "leaq 1f(%%rip), %%rax\n\t"    \
		     "movq %%rax, %[at]\n\t"        \
		     instructions "\n2:"            \
		     : [resume] "=m"(resume), [at] "=m"(at) \
		     : __VA_ARGS__                  \
		     : "rax", "rdx", "memory", "cc")

static void faults(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE };
	volatile uintptr_t at;
	size_t i;

	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		handle(signals[i], on_fault, 0, 0);

	begin("divide-by-zero");
	FAULT("movl $7, %%eax; xorl %%edx, %%edx; 1: divl %[zero]", [zero] "r"(0));
	show_fault((void *)at);
	fact("at=%d", in.rip == at);
	end();

	begin("divide-overflow");
	FAULT("movl $7, %%edx; 1: divl %[one]", [one] "r"(1));
	show_fault((void *)at);
	end();

	begin("undefined-instruction");
	FAULT("1: ud2", "i"(0));
	show_fault((void *)at);
	fact("at=%d", in.rip == at);
	end();

	begin("breakpoint");
	FAULT("1: int3", "i"(0));
	show_fault(NULL);
	/* A trap, not a fault: RIP is behind the instruction. */
	fact("behind=%d", in.rip == at + 1);
	end();

	begin("software-interrupt");
	FAULT("1: int $0x21", "i"(0));
	/* The error code, vector * 8 + 2 on hardware, is left out: QEMU 7.2 says vector * 16 + 2. */
	fact("signal=%d code=%d trap=%ld at=%d", in.signal, in.code, in.trap, in.rip == at);
	end();

	begin("halt");
	FAULT("1: hlt", "i"(0));
	show_fault(NULL);
	fact("at=%d", in.rip == at);
	end();

	begin("port");
	FAULT("1: outb %%al, $0x80", "i"(0));
	show_fault(NULL);
	end();

	begin("control-register");
	FAULT("1: movq %%cr0, %%rax", "i"(0));
	show_fault(NULL);
	end();

	begin("non-canonical-load");
	FAULT("1: movl (%[bad]), %%eax", [bad] "r"(UINT64_C(0x8000000000000000)));
	show_fault(NULL);
	end();

	begin("kernel-address");
	FAULT("1: movl (%[bad]), %%eax", [bad] "r"(UINT64_C(0xffff800000000000)));
	fact("signal=%d code=%d trap=%ld", in.signal, in.code, in.trap);
	end();

	begin("null-load");
	FAULT("1: movl (%[bad]), %%eax", [bad] "r"(0L));
	show_fault(NULL);
	end();

	begin("store-near-null");
	FAULT("1: movl %%eax, 8(%[bad])", [bad] "r"(0L));
	show_fault((void *)8);
	fact("cr2=%ld", in.cr2);
	end();

	begin("misaligned-vector-load");
	FAULT("1: movaps 1(%%rsp), %%xmm0", "i"(0));
	show_fault(NULL);
	end();
}

static void bus_error(void)
{
	volatile uintptr_t at;
	char *page;
	int file = syscall(SYS_memfd_create, "bus", 0);

	begin("beyond-end-of-file");
	ftruncate(file, 100);
	page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, file, 0);
	FAULT("1: movb (%[page]), %%al", [page] "r"(page + 4096));
	show_fault(page + 4096);
	fact("inside=%d", page[50]);
	munmap(page, 8192);
	close(file);
	end();
}

/* TF set by POPF: one trap after the next instruction. */
static void single_step(void)
{
	uint64_t after;

	begin("single-step");
	handle(SIGTRAP, on_signal, 0, 0);
	asm volatile("pushfq\n\t"
		     "orl $0x100, (%%rsp)\n\t"
		     "popfq\n\t"
		     "nop\n"
		     "1: pushfq\n\t"
		     "andl $~0x100, (%%rsp)\n\t"
		     "popfq\n\t"
		     "leaq 1b(%%rip), %[after]"
		     : [after] "=r"(after)
		     :
		     : "memory", "cc");
	fact("signal=%d code=%d trap=%ld stepped=%d", in.signal, in.code, in.trap, in.runs > 0);
	end();
}

static void on_registers(int signal, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signal;
	(void)info;
	in.runs++;
	registers[REG_R12] = registers[REG_R12] * 2;
	registers[REG_R13] = registers[REG_R14] + registers[REG_R15];
	registers[REG_EFL] |= 1;
}

/* A handler reads and changes the registers of what it interrupted. */
static void registers(void)
{
	register uint64_t r12 asm("r12") = 0x1111111111111111, r13 asm("r13") = 0;
	register uint64_t r14 asm("r14") = 5, r15 asm("r15") = 7;
	unsigned char carry;

	begin("registers");
	handle(SIGTRAP, on_registers, 0, 0);
	r12 = 0x1111111111111111;
	r13 = 0;
	r14 = 5;
	r15 = 7;
	asm volatile("clc; int3; setc %[carry]"
		     : [carry] "=r"(carry), "+r"(r12), "+r"(r13), "+r"(r14), "+r"(r15)
		     :
		     : "memory", "cc");
	fact("r12=%#lx r13=%lu carry=%d", (unsigned long)r12, (unsigned long)r13, carry);
	end();
}

static void masks(void)
{
	sigset_t set, pending, old;

	begin("blocked-and-pending");
	handle(SIGUSR1, on_any, 0, 0);
	handle(SIGUSR2, on_any, 0, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGUSR1);
	sigpending(&pending);
	fact("pending=%d%d", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2));
	fact("before=\"%s\"", (char *)order);
	sigprocmask(SIG_SETMASK, &old, NULL);
	fact("after=\"%s\"", (char *)order);
	end();

	begin("sigsuspend");
	handle(SIGUSR1, on_any, 0, 0);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR1);
	refused("sigsuspend", sigsuspend(&old), EINTR);
	sigprocmask(SIG_SETMASK, NULL, &pending);
	fact("order=\"%s\" blocked=%d", (char *)order, sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, NULL);
	end();

	begin("unblockable");
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, &old);
	sigprocmask(SIG_SETMASK, &old, &set);
	fact("kill=%d stop=%d usr1=%d", sigismember(&set, SIGKILL), sigismember(&set, SIGSTOP),
	     sigismember(&set, SIGUSR1));
	end();
}

static void waiting(void)
{
	struct timespec no_time = { 0, 1000000 };
	union sigval value = { .sival_int = 77 };
	siginfo_t info;
	sigset_t set, old;

	begin("sigtimedwait");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	refused("none", sigtimedwait(&set, &info, &no_time), EAGAIN);
	sigqueue(getpid(), SIGUSR1, value);
	answer("sigwaitinfo", sigwaitinfo(&set, &info));
	fact("code=%d value=%d", info.si_code, info.si_value.sival_int);
	sigprocmask(SIG_SETMASK, &old, NULL);
	end();
}

/* Ordinary signals merge, real-time ones queue; the lowest number comes first. */
static void real_time(void)
{
	union sigval value = { .sival_int = 0 };
	sigset_t set, old;
	int i;

	begin("real-time");
	sigemptyset(&set);
	for (i = 0; i < 3; i++) {
		handle(SIGRTMIN + i, on_any, 0, 0);
		sigaddset(&set, SIGRTMIN + i);
	}
	sigprocmask(SIG_BLOCK, &set, &old);
	sigqueue(getpid(), SIGRTMIN + 2, value);
	sigqueue(getpid(), SIGRTMIN + 1, value);
	sigqueue(getpid(), SIGRTMIN + 1, value);
	sigqueue(getpid(), SIGRTMIN, value);
	sigprocmask(SIG_SETMASK, &old, NULL);
	/* Handlers nest: each next one interrupts the one before at its first instruction. */
	fact("ended=\"%s\"", (char *)order);
	end();
}

static volatile int depth, deepest;

static void on_nested(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	if (++depth > deepest)
		deepest = depth;
	if (++in.runs < 3)
		raise(signal);
	depth--;
}

static void flags(void)
{
	struct sigaction now;

	begin("deferred");
	handle(SIGUSR1, on_nested, 0, 0);
	deepest = 0;
	raise(SIGUSR1);
	/* What is raised inside waits until the handler has returned. */
	fact("deepest=%d runs=%d", deepest, in.runs);
	end();

	begin("nodefer");
	handle(SIGUSR1, on_nested, SA_NODEFER, 0);
	deepest = 0;
	raise(SIGUSR1);
	fact("deepest=%d", deepest);
	end();

	begin("resethand");
	handle(SIGUSR1, on_signal, SA_RESETHAND, 0);
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &now);
	fact("runs=%d default=%d", in.runs, now.sa_handler == SIG_DFL);
	end();

	begin("sigaction-errors");
	refused("kill", sigaction(SIGKILL, &now, NULL), EINVAL);
	refused("zero", sigaction(0, &now, NULL), EINVAL);
	end();

	begin("ignored");
	signal(SIGUSR2, SIG_IGN);
	answer("raise", raise(SIGUSR2));
	signal(SIGUSR2, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	{
		int ends[2];

		pipe(ends);
		close(ends[0]);
		refused("write", write(ends[1], "x", 1), EPIPE);
		close(ends[1]);
	}
	end();
}

static char *alternate;
static sigjmp_buf back;

static void on_overflow(int signal, siginfo_t *info, void *context)
{
	keep(signal, info, context);
	siglongjmp(back, 1);
}

static int recurse(int n);
/* Through a pointer that the compiler cannot see through: it would make a loop of the recursion. */
static int (*volatile again)(int) = recurse;

static int recurse(int n)
{
	volatile char room[512];

	room[n & 511] = (char)n;
	return room[n & 511] + again(n + 1) + room[0];
}

static int on_alternate(void)
{
	return in.stack_pointer >= (uintptr_t)alternate && in.stack_pointer < (uintptr_t)alternate + STACK;
}

static void on_query(int signal, siginfo_t *info, void *context)
{
	stack_t now;

	keep(signal, info, context);
	sigaltstack(NULL, &now);
	in.value = now.ss_flags;
	/* Not while it is in use. */
	now.ss_flags = SS_DISABLE;
	in.code = sigaltstack(&now, NULL) ? errno : 0;
}

static void alternate_stack(void)
{
	stack_t stack = { .ss_size = STACK }, old;

	begin("alternate-stack");
	stack.ss_sp = alternate = malloc(STACK);
	answer("set", sigaltstack(&stack, NULL));
	handle(SIGUSR1, on_query, SA_ONSTACK, 0);
	raise(SIGUSR1);
	fact("on=%d flags=%d change=%s", on_alternate(), in.value, errno_name(in.code));
	handle(SIGUSR1, on_query, 0, 0);
	raise(SIGUSR1);
	fact("on=%d flags=%d", on_alternate(), in.value);
	sigaltstack(&stack, &old);
	stack.ss_size = 100;
	refused("small", sigaltstack(&stack, NULL), ENOMEM);
	stack.ss_size = STACK;
	stack.ss_flags = 0;
	sigaltstack(&stack, NULL);
	end();

	begin("stack-overflow");
	handle(SIGSEGV, on_overflow, SA_ONSTACK, 0);
	if (!sigsetjmp(back, 1))
		fact("returned=%d", recurse(0));
	fact("signal=%d code=%d on=%d", in.signal, in.code, on_alternate());
	end();
}

/* Again and again: the first signal may come before the call that it is to interrupt. */
static void arm(long microseconds)
{
	struct itimerval often = { { 0, microseconds }, { 0, microseconds } };

	setitimer(ITIMER_REAL, &often, NULL);
}

static int ends[2];

static void on_alarm_write(int signal, siginfo_t *info, void *context)
{
	keep(signal, info, context);
	if (write(ends[1], "!", 1) != 1)
		_exit(9);
}

static void interrupted_calls(void)
{
	struct timespec second = { 10, 0 }, left = { 0, 0 };
	char byte = 0;

	pipe(ends);
	begin("interrupted-read");
	handle(SIGALRM, on_signal, 0, 0);
	arm(5000);
	refused("read", read(ends[0], &byte, 1), EINTR);
	arm(0);
	fact("signal=%d code=%d", in.signal, in.code);
	end();

	begin("restarted-read");
	handle(SIGALRM, on_alarm_write, SA_RESTART, 0);
	arm(5000);
	answer("read", read(ends[0], &byte, 1));
	arm(0);
	fact("byte=%c handled=%d", byte, in.runs > 0);
	end();

	begin("interrupted-sleep");
	handle(SIGALRM, on_signal, SA_RESTART, 0);
	arm(5000);
	refused("nanosleep", nanosleep(&second, &left), EINTR);
	arm(0);
	fact("left=%s", left.tv_sec == 9 ? "most" : "other");
	end();

	begin("pause");
	handle(SIGALRM, on_signal, 0, 0);
	arm(5000);
	refused("pause", pause(), EINTR);
	arm(0);
	end();
	close(ends[0]);
	close(ends[1]);
}

static volatile double in_handler;

static void on_vector(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	/* Everything a handler may do to the vector and x87 registers. */
	asm volatile("pcmpeqb %%xmm0, %%xmm0; movaps %%xmm0, %%xmm7; movaps %%xmm0, %%xmm15;"
		     "fninit; fldpi; fldpi; fldpi"
		     :
		     :
		     : "xmm0", "xmm7", "xmm15", "st");
	in_handler = 1.5;
	asm volatile("fninit");
}

static void vector_registers(void)
{
	static const uint64_t values[2] = { 0x0123456789abcdef, 0xfedcba9876543210 };
	uint64_t after0[2], after15[2];
	double x87;
	unsigned mxcsr = 0, set = 0x1f80 | 0x6000;

	begin("vector-registers");
	handle(SIGTRAP, on_vector, 0, 0);
	asm volatile("ldmxcsr %[set]\n\t"
		     "movups %[values], %%xmm0\n\t"
		     "movups %[values], %%xmm15\n\t"
		     "fld1\n\t"
		     "int3\n\t"
		     "fstpl %[x87]\n\t"
		     "movups %%xmm0, %[after0]\n\t"
		     "movups %%xmm15, %[after15]\n\t"
		     "stmxcsr %[mxcsr]"
		     : [x87] "=m"(x87), [after0] "=m"(after0), [after15] "=m"(after15), [mxcsr] "=m"(mxcsr)
		     : [values] "m"(values), [set] "m"(set)
		     : "xmm0", "xmm15", "memory");
	set = 0x1f80;
	asm volatile("ldmxcsr %0" : : "m"(set));
	fact("xmm0=%lx%016lx", (unsigned long)after0[1], (unsigned long)after0[0]);
	fact("same=%d x87=%g mxcsr=%#x", memcmp(after0, after15, 16) == 0, x87, mxcsr);
	end();
}

static void on_frame(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *frame = context;

	keep(signal, info, context);
	fact("flags=%#lx link=%d", (unsigned long)frame->uc_flags, frame->uc_link != NULL);
	fact("cs=%#x ss=%#x", (unsigned)(frame->uc_mcontext.gregs[REG_CSGSFS] & 0xffff),
	     (unsigned)((uint64_t)frame->uc_mcontext.gregs[REG_CSGSFS] >> 48));
	/* As after a call: 16-byte aligned below the return address. */
	fact("aligned=%d", (uintptr_t)__builtin_frame_address(0) % 16 == 0);
	fact("fp-aligned=%d", (uintptr_t)frame->uc_mcontext.fpregs % 64 == 0);
	/* The red zone below the interrupted stack pointer is left alone. */
	fact("red-zone=%d", in.rsp - (uintptr_t)frame->uc_mcontext.fpregs >= 128 + 512);
}

static void frame(void)
{
	begin("frame");
	handle(SIGUSR1, on_frame, 0, SIGUSR2);
	raise(SIGUSR1);
	fact("old-mask=%d%d", sigismember(&in.mask, SIGUSR1), sigismember(&in.mask, SIGUSR2));
	end();
}

int main(void)
{
	senders();
	faults();
	bus_error();
	single_step();
	registers();
	masks();
	waiting();
	real_time();
	flags();
	alternate_stack();
	interrupted_calls();
	vector_registers();
	frame();
	return finish();
}
