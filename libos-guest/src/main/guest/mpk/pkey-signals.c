/*
 * PKRU and signals: what a handler starts with, what it may change, what comes back, and stacks
 * that have a key. The scenarios of the Linux selftest mm/pkey_sighandler_tests.c, and around them.
 *
 * Linux 6.12 and later open all keys while they write the frame; before, a frame that goes to a
 * closed stack kills the process. The scenarios closed-at-delivery, closed-stack and
 * keyed-alternate-stack say what the newer ones do. Where a stack is needed, this program moves its
 * own stack pointer: fewer threads, the same frames.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "mpk.h"
#include "probe.h"
#include "scenario.h"

#define STACK (64 * 1024)
#define ALL_CLOSED 0x55555555u

/* What a handler of ours has seen. */
static struct {
	volatile int runs;
	volatile uint32_t pkru;		/* on entry */
	volatile uint32_t frame;	/* in the frame */
	volatile uint32_t late;		/* before returning */
	volatile uint32_t upper;	/* the four bytes above PKRU in the frame */
	volatile int whole;		/* the frame's XSAVE area is well formed */
	volatile int on_stack;		/* runs on the alternate stack */
} in;

static char *alternate;
static char *page;
static int key;
static jmp_buf back;

static void clear(void)
{
	memset((void *)&in, 0, sizeof in);
	forget();
}

/* The trailer that Linux puts behind the area, and what it says of itself in front of it. */
static int well_formed(const ucontext_t *context)
{
	struct {
		uint32_t magic, extended_size;
		uint64_t features;
		uint32_t xstate_size;
	} description;
	const char *area = (const char *)context->uc_mcontext.fpregs;
	uint32_t trailer;

	memcpy(&description, area + 464, sizeof description);
	memcpy(&trailer, area + description.xstate_size, sizeof trailer);
	return description.magic == 0x46505853 && trailer == 0x46505845 &&
	       description.extended_size == description.xstate_size + 4 &&
	       (description.features >> 9 & 1) && (uintptr_t)area % 64 == 0;
}

static void look(const ucontext_t *context)
{
	const uint32_t *frame = frame_pkru(context);
	char here;

	in.runs++;
	in.pkru = rdpkru();
	in.frame = frame ? frame[0] : 0xdeadbeef;
	in.upper = frame ? frame[1] : 0xdeadbeef;
	in.whole = frame && well_formed(context);
	in.on_stack = &here >= alternate && &here < alternate + STACK;
}

static void on_usr1(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	look(context);
	in.late = rdpkru();
}

static void set_handler(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | flags;
	sigemptyset(&action.sa_mask);
	if (sigaction(signal, &action, NULL))
		broken("sigaction");
}

static void show_handler(void)
{
	fact("handler=%#x frame=%#x", in.pkru, in.frame);
	expect(in.runs == 1);
	expect(in.pkru == PKRU_DEFAULT);
}

static void preserved(void)
{
	uint32_t mine = pkru_with(pkru_with(pkru_with(ALL_CLOSED, 0, 0), 3, 0), 7, WD);

	begin("preserved");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	wrpkru(mine);
	raise(SIGUSR1);
	fact("after=%#x", rdpkru());
	expect(rdpkru() == mine);
	expect(in.frame == mine);
	expect(in.upper == 0);
	expect(in.whole);
	wrpkru(PKRU_DEFAULT);
	show_handler();
	end();
}

/* PKRU 0, "everything open", is the hardware's initial state: the frame must still say so. */
static void preserved_zero(void)
{
	begin("preserved-zero");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	wrpkru(0);
	raise(SIGUSR1);
	fact("after=%#x", rdpkru());
	expect(rdpkru() == 0);
	wrpkru(PKRU_DEFAULT);
	show_handler();
	end();
}

static void opening_handler(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	look(context);
	wrpkru(0);
	in.late = rdpkru();
}

/* What a handler opens is closed again when it returns. */
static void handler_cannot_keep(void)
{
	begin("handler-cannot-keep-rights");
	clear();
	set_handler(SIGUSR1, opening_handler, 0);
	raise(SIGUSR1);
	fact("late=%#x after=%#x", in.late, rdpkru());
	expect(in.late == 0);
	expect(rdpkru() == PKRU_DEFAULT);
	show_handler();
	end();
}

static void editing_handler(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	look(context);
	*frame_pkru(context) = pkru_with(in.frame, key, WD);
	*frame_xstate_bv(context) |= 1u << 9;
}

/* Unless it writes it into the frame. */
static void frame_edited(void)
{
	begin("frame-edited");
	clear();
	set_handler(SIGUSR1, editing_handler, 0);
	wrpkru(pkru_with(PKRU_DEFAULT, key, AD));
	raise(SIGUSR1);
	fact("after=%#x value=%d", rdpkru(), probe_load(page));
	expect(rdpkru() == pkru_with(PKRU_DEFAULT, key, WD));
	probe_store(page, 1);
	show_fault(SHOW_ERROR);
	expect_key_fault(key, page);
	show_handler();
	wrpkru(PKRU_DEFAULT);
	end();
}

static void dropping_handler(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	look(context);
	*frame_xstate_bv(context) &= ~(UINT64_C(1) << 9);
}

/* A frame without the component gives the initial state: everything open. */
static void frame_without_component(void)
{
	begin("frame-without-component");
	clear();
	set_handler(SIGUSR1, dropping_handler, 0);
	raise(SIGUSR1);
	fact("after=%#x", rdpkru());
	expect(rdpkru() == 0);
	wrpkru(PKRU_DEFAULT);
	show_handler();
	end();
}

static void jumping_handler(int signal, siginfo_t *info, void *context)
{
	probe_record(signal, info, context);
	longjmp(back, 1);
}

/* A jump out of a handler restores nothing: PKRU stays the handler's. */
static void jumped_out(void)
{
	begin("jumped-out");
	clear();
	set_handler(SIGSEGV, jumping_handler, SA_NODEFER);
	wrpkru(pkru_with(pkru_with(PKRU_DEFAULT, 5, 0), key, AD));
	if (!setjmp(back))
		*(volatile char *)page = 1;
	fact("after=%#x", rdpkru());
	expect(rdpkru() == PKRU_DEFAULT);
	show_fault(0);
	expect(seen.key == key && seen.address == (uintptr_t)page);
	fact("frame=%#x", seen.pkru_frame);
	wrpkru(PKRU_DEFAULT);
	probe_install(0);
	end();
}

static volatile uint32_t around_inner[3];

static void outer_handler(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	around_inner[0] = rdpkru();
	wrpkru(pkru_with(PKRU_DEFAULT, 9, 0));
	raise(SIGUSR1);
	around_inner[1] = rdpkru();
}

/* Each level starts with the default and gives back what it found. */
static void nested(void)
{
	begin("nested");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	set_handler(SIGUSR2, outer_handler, 0);
	wrpkru(pkru_with(PKRU_DEFAULT, 4, WD));
	raise(SIGUSR2);
	around_inner[2] = rdpkru();
	wrpkru(PKRU_DEFAULT);
	fact("outer=%#x after-inner=%#x after-outer=%#x", around_inner[0], around_inner[1], around_inner[2]);
	expect(around_inner[0] == PKRU_DEFAULT);
	expect(around_inner[1] == pkru_with(PKRU_DEFAULT, 9, 0));
	expect(around_inner[2] == pkru_with(PKRU_DEFAULT, 4, WD));
	show_handler();
	end();
}

static volatile int faulting_value;

static void faulting_handler(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	look(context);
	faulting_value = probe_load(page);
	in.late = rdpkru();
}

/* The key was open when the signal came. In the handler it is not, and SIGSEGV comes on top. */
static void fault_in_handler(void)
{
	begin("fault-in-handler");
	clear();
	set_handler(SIGUSR1, faulting_handler, 0);
	wrpkru(pkru_with(PKRU_DEFAULT, key, 0));
	*page = 7;
	raise(SIGUSR1);
	fact("in-handler=%d after=%d", faulting_value, probe_load(page));
	wrpkru(PKRU_DEFAULT);
	show_fault(SHOW_ERROR);
	expect(faulting_value == -1);
	expect(seen.key == key);
	show_handler();
	end();
}

/* Runs a function on another stack. */
static __attribute__((noinline)) void on_stack(char *stack, void (*function)(void))
{
	asm volatile("movq %%rsp, %%rbx\n\t"
		     "movq %[top], %%rsp\n\t"
		     "call *%[function]\n\t"
		     "movq %%rbx, %%rsp"
		     :
		     : [top] "r"(stack + STACK), [function] "r"(function)
		     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
}

static char *new_stack(int with_key)
{
	char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (stack == MAP_FAILED)
		broken("mmap");
	if (with_key >= 0 && key_protect(stack, STACK, PROT_READ | PROT_WRITE, with_key))
		broken("pkey_mprotect");
	return stack;
}

static void set_alternate(char *stack)
{
	stack_t new = { .ss_sp = stack, .ss_size = STACK, .ss_flags = stack ? 0 : SS_DISABLE };

	alternate = stack;
	if (sigaltstack(&new, NULL))
		broken("sigaltstack");
}

static int stack_key;
static char *keyed_stack;

static void raise_usr1(void)
{
	raise(SIGUSR1);
}

static void touching_handler(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *interrupted = context;

	(void)signal;
	(void)info;
	look(context);
	faulting_value = probe_load((void *)interrupted->uc_mcontext.gregs[REG_RSP]);
}

/* The interrupted code's stack has a key, which the handler, on the alternate stack, may not use. */
static void keyed_stack_with_alternate(void)
{
	begin("keyed-stack-with-alternate");
	clear();
	set_handler(SIGUSR1, touching_handler, SA_ONSTACK);
	set_alternate(new_stack(-1));
	wrpkru(pkru_with(PKRU_DEFAULT, stack_key, 0));
	on_stack(keyed_stack, raise_usr1);
	fact("after=%#x value=%d", rdpkru(), faulting_value);
	expect(rdpkru() == pkru_with(PKRU_DEFAULT, stack_key, 0));
	wrpkru(PKRU_DEFAULT);
	show_fault(SHOW_ERROR);
	expect(seen.key == stack_key);
	expect(in.on_stack);
	show_handler();
	set_alternate(NULL);
	end();
}

/* Opens the key of what could not be reached, in the frame, and lets the instruction try again. */
static void opening_on_fault(int signal, siginfo_t *info, void *context)
{
	probe_record(signal, info, context);
	if (info->si_code != SEGV_PKUERR)
		_exit(3);
	*frame_pkru(context) = pkru_with(seen.pkru_frame, (int)info->si_pkey, 0);
}

/*
 * Without one, the frame is written to the keyed stack, which was open, and the handler cannot even
 * use its own stack until somebody opens it.
 */
static void keyed_stack_without_alternate(void)
{
	begin("keyed-stack-without-alternate");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	set_handler(SIGSEGV, opening_on_fault, SA_ONSTACK);
	set_alternate(new_stack(-1));
	wrpkru(pkru_with(PKRU_DEFAULT, stack_key, 0));
	on_stack(keyed_stack, raise_usr1);
	fact("after=%#x late=%#x", rdpkru(), in.late);
	expect(rdpkru() == pkru_with(PKRU_DEFAULT, stack_key, 0));
	wrpkru(PKRU_DEFAULT);
	show_fault(0);
	expect(seen.key == stack_key && seen.pkru_frame == PKRU_DEFAULT);
	fact("runs=%d frame=%#x", in.runs, in.frame);
	set_alternate(NULL);
	probe_install(0);
	end();
}

/*
 * Sends this thread SIGUSR1 while PKRU has another value. No memory is touched in between, so that
 * every key may be closed, those of the stack and of this program's data too.
 */
static __attribute__((noinline)) uint32_t signalled_under(uint32_t mine)
{
	long thread = syscall(SYS_gettid);
	uint32_t after;

	asm volatile("xorl %%ecx, %%ecx\n\t"
		     "xorl %%edx, %%edx\n\t"
		     "movl %[mine], %%eax\n\t"
		     "wrpkru\n\t"
		     "movq %[thread], %%rdi\n\t"
		     "movl %[signal], %%esi\n\t"
		     "movl %[tkill], %%eax\n\t"
		     "syscall\n\t"
		     "xorl %%ecx, %%ecx\n\t"
		     "rdpkru\n\t"
		     "movl %%eax, %%r8d\n\t"
		     "xorl %%edx, %%edx\n\t"
		     "movl %[usual], %%eax\n\t"
		     "wrpkru\n\t"
		     "movl %%r8d, %[after]"
		     : [after] "=r"(after)
		     : [mine] "r"(mine), [thread] "r"(thread), [signal] "i"(SIGUSR1), [tkill] "i"(SYS_tkill),
		       [usual] "i"(PKRU_DEFAULT)
		     : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r11", "memory", "cc");
	return after;
}

/*
 * The original's first: key 0 is closed when the signal comes, to an alternate stack of key 0. Not
 * with glibc: the area that it registers with rseq() has key 0, the kernel looks into it before it
 * delivers a signal, and kills a process that has closed it.
 */
#ifndef __GLIBC__
static void closed_at_delivery(void)
{
	uint32_t mine = pkru_with(ALL_CLOSED, 7, 0), after;

	begin("closed-at-delivery");
	clear();
	set_handler(SIGUSR1, on_usr1, SA_ONSTACK);
	set_alternate(new_stack(-1));
	after = signalled_under(mine);
	fact("after=%#x", after);
	expect(after == mine && in.frame == mine && in.on_stack);
	show_handler();
	set_alternate(NULL);
	end();
}
#endif

static volatile uint32_t after_closed_stack;

static void signalled_with_closed_stack(void)
{
	after_closed_stack = signalled_under(PKRU_DEFAULT);
}

/* Its second: the frame goes to a stack that is closed before, in and after the handler. */
static void closed_stack(void)
{
	begin("closed-stack");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	set_handler(SIGSEGV, opening_on_fault, SA_ONSTACK);
	set_alternate(new_stack(-1));
	wrpkru(pkru_with(PKRU_DEFAULT, stack_key, 0));
	on_stack(keyed_stack, signalled_with_closed_stack);
	wrpkru(PKRU_DEFAULT);
	show_fault(0);
	fact("runs=%d frame=%#x after=%#x", in.runs, in.frame, after_closed_stack);
	expect(in.runs == 1 && in.frame == PKRU_DEFAULT && after_closed_stack == PKRU_DEFAULT);
	expect(seen.key == stack_key && seen.pkru_frame == PKRU_DEFAULT);
	set_alternate(NULL);
	probe_install(0);
	end();
}

void usr1_on_keyed_stack(int signal, siginfo_t *info, void *context);

__attribute__((used)) void usr1_on_keyed_stack(int signal, siginfo_t *info, void *context)
{
	on_usr1(signal, info, context);
}

/* Opens every key before it touches its stack. */
void opening_entry(int signal, siginfo_t *info, void *context);
asm(".text\n"
    "opening_entry:\n\t"
    "movq %rdx, %r8\n\t"
    "xorl %eax, %eax\n\t"
    "xorl %ecx, %ecx\n\t"
    "xorl %edx, %edx\n\t"
    "wrpkru\n\t"
    "movq %r8, %rdx\n\t"
    "jmp usr1_on_keyed_stack\n");

/* Its third: the alternate stack has a key of its own, which the handler opens for itself. */
static void keyed_alternate_stack(void)
{
	uint32_t after;

	begin("keyed-alternate-stack");
	clear();
	set_handler(SIGUSR1, opening_entry, SA_ONSTACK);
	set_alternate(new_stack(stack_key));
	after = signalled_under(pkru_with(PKRU_DEFAULT, 7, WD));
	set_alternate(NULL);
	fact("runs=%d handler=%#x frame=%#x after=%#x", in.runs, in.pkru, in.frame, after);
	expect(in.runs == 1 && in.pkru == 0);
	expect(in.frame == after && after == pkru_with(PKRU_DEFAULT, 7, WD));
	end();
}

static uintptr_t forged_resume, forged_stack;

static void forged_handler(int signal, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;

	probe_record(signal, info, context);
	frame->uc_mcontext.gregs[REG_RIP] = (greg_t)forged_resume;
	frame->uc_mcontext.gregs[REG_RSP] = (greg_t)forged_stack;
}

/* sigreturn reads the frame with the rights of its caller: a closed frame is a bad frame. */
static void sigreturn_from_closed_page(void)
{
	begin("sigreturn-from-closed-page");
	clear();
	set_handler(SIGSEGV, forged_handler, SA_ONSTACK);
	set_alternate(new_stack(-1));
	wrpkru(pkru_with(PKRU_DEFAULT, stack_key, AD));
	asm volatile("leaq 1f(%%rip), %%rax\n\t"
		     "movq %%rax, %[resume]\n\t"
		     "movq %%rsp, %[stack]\n\t"
		     "movq %[frame], %%rsp\n\t"
		     "movl $15, %%eax\n\t"
		     "syscall\n"
		     "1:"
		     : [resume] "=m"(forged_resume), [stack] "=m"(forged_stack)
		     : [frame] "r"(keyed_stack + 4096)
		     : "rax", "rcx", "r11", "memory", "cc");
	show_fault(0);
	expect(seen.signal == SIGSEGV && seen.code == SI_KERNEL);
	fact("address=%#lx after=%#x", (unsigned long)seen.address, rdpkru());
	set_alternate(NULL);
	probe_install(0);
	end();
}

/* A signal that comes from outside, between any two instructions. */
static void timer(void)
{
	struct itimerval soon = { .it_value = { .tv_usec = 2000 } };
	uint32_t mine = pkru_with(PKRU_DEFAULT, key, 0);
	long sum = 0;
	int wrong = 0;

	begin("timer");
	/* On a busy machine the signal may come before the loop: then once more. */
	while (sum == 0) {
		clear();
		set_handler(SIGALRM, on_usr1, 0);
		wrpkru(mine);
		if (setitimer(ITIMER_REAL, &soon, NULL))
			broken("setitimer");
		while (!in.runs) {
			*(volatile char *)page = 3;
			sum += *(volatile char *)page;
			wrong += rdpkru() != mine;
		}
		wrpkru(PKRU_DEFAULT);
	}
	fact("faults=%d wrong=%d", seen.hit, wrong);
	expect(!seen.hit && !wrong);
	show_handler();
	end();
}

/* Held back and let through later: the frame has PKRU of that moment. */
static void unblocked_later(void)
{
	sigset_t set;

	begin("unblocked-later");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	wrpkru(pkru_with(PKRU_DEFAULT, 6, 0));
	raise(SIGUSR1);
	fact("runs=%d", in.runs);
	wrpkru(pkru_with(PKRU_DEFAULT, 8, 0));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	fact("after=%#x", rdpkru());
	wrpkru(PKRU_DEFAULT);
	show_handler();
	expect(in.frame == pkru_with(PKRU_DEFAULT, 8, 0));
	end();
}

/* Other faults tell no key, and PKRU has no part in them. */
static void null_pointer(void)
{
	begin("null-pointer");
	clear();
	wrpkru(pkru_with(ALL_CLOSED, 0, 0));
	probe_load(NULL);
	show_fault(SHOW_TRAP | SHOW_ERROR);
	expect_fault(SEGV_MAPERR, NULL);
	fact("frame=%#x", seen.pkru_frame);
	wrpkru(PKRU_DEFAULT);
	end();
}

static volatile uint32_t in_thread[3];
static volatile int thread_ready, thread_may_end;

static void *signalled_thread(void *unused)
{
	(void)unused;
	in_thread[0] = rdpkru();
	wrpkru(pkru_with(PKRU_DEFAULT, 10, WD));
	__atomic_store_n(&thread_ready, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&thread_may_end, __ATOMIC_SEQ_CST))
		usleep(200);
	in_thread[1] = rdpkru();
	return NULL;
}

/* A thread has its creator's PKRU, and from then on its own, through signals too. */
static void thread(void)
{
	pthread_t other;

	begin("thread");
	clear();
	set_handler(SIGUSR1, on_usr1, 0);
	wrpkru(pkru_with(PKRU_DEFAULT, 11, 0));
	if (pthread_create(&other, NULL, signalled_thread, NULL))
		broken("pthread_create");
	while (!__atomic_load_n(&thread_ready, __ATOMIC_SEQ_CST))
		usleep(200);
	pthread_kill(other, SIGUSR1);
	while (!in.runs)
		usleep(200);
	__atomic_store_n(&thread_may_end, 1, __ATOMIC_SEQ_CST);
	pthread_join(other, NULL);
	fact("inherited=%#x thread-after=%#x mine=%#x", in_thread[0], in_thread[1], rdpkru());
	expect(in_thread[0] == pkru_with(PKRU_DEFAULT, 11, 0));
	expect(in_thread[1] == pkru_with(PKRU_DEFAULT, 10, WD));
	expect(rdpkru() == pkru_with(PKRU_DEFAULT, 11, 0));
	expect(in.frame == pkru_with(PKRU_DEFAULT, 10, WD));
	wrpkru(PKRU_DEFAULT);
	show_handler();
	end();
}

/* The original's raw thread: its own stack has a key, its signals come on an alternate one. */
static volatile int raw_thread_lives;
static volatile uint32_t raw_thread_after;

static void raw_thread_body(void)
{
	stack_t own = { .ss_sp = alternate, .ss_size = STACK };

	syscall(SYS_sigaltstack, &own, NULL);
	syscall(SYS_tkill, syscall(SYS_gettid), SIGUSR1);
	raw_thread_after = rdpkru();
}

static __attribute__((noinline)) void start_raw_thread(char *stack)
{
	/* CLONE_VM|FS|FILES|SIGHAND|THREAD|SYSVSEM|CHILD_CLEARTID: no new thread-local storage. */
	unsigned long flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x200000;
	register volatile int *cleared asm("r10") = &raw_thread_lives;
	register void (*body)(void) asm("r12") = raw_thread_body;
	long result = SYS_clone;

	asm volatile("xorl %%edx, %%edx\n\t"
		     "syscall\n\t"
		     "testq %%rax, %%rax\n\t"
		     "jnz 1f\n\t"
		     "xorl %%ebp, %%ebp\n\t"
		     "call *%%r12\n\t"
		     "xorl %%edi, %%edi\n\t"
		     "movl $60, %%eax\n\t"
		     "syscall\n\t"
		     "hlt\n"
		     "1:"
		     : "+a"(result)
		     : "D"(flags), "S"(stack + STACK), "r"(cleared), "r"(body)
		     : "rdx", "rcx", "r11", "memory", "cc");
	if (result < 0) {
		errno = (int)-result;
		broken("clone");
	}
}

static void raw_thread(void)
{
	begin("raw-thread-on-keyed-stack");
	clear();
	set_handler(SIGUSR1, on_usr1, SA_ONSTACK);
	alternate = new_stack(-1);
	raw_thread_lives = 1;
	wrpkru(pkru_with(PKRU_DEFAULT, stack_key, 0));
	start_raw_thread(keyed_stack);
	while (__atomic_load_n(&raw_thread_lives, __ATOMIC_SEQ_CST))
		usleep(200);
	fact("thread-after=%#x on-stack=%d", raw_thread_after, in.on_stack);
	expect(raw_thread_after == pkru_with(PKRU_DEFAULT, stack_key, 0));
	expect(in.on_stack);
	wrpkru(PKRU_DEFAULT);
	show_handler();
	end();
}

int main(void)
{
	key = key_alloc(0, 0);
	stack_key = key_alloc(0, 0);
	if (key < 0 || stack_key < 0)
		broken("pkey_alloc");
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED || key_protect(page, PAGE, PROT_READ | PROT_WRITE, key))
		broken("pkey_mprotect");
	*page = 7;
	keyed_stack = new_stack(stack_key);
	probe_install(0);
	wrpkru(PKRU_DEFAULT);

	preserved();
	preserved_zero();
	handler_cannot_keep();
	frame_edited();
	frame_without_component();
	jumped_out();
	nested();
	fault_in_handler();
	keyed_stack_with_alternate();
	keyed_stack_without_alternate();
#ifndef __GLIBC__
	closed_at_delivery();
#endif
	closed_stack();
	keyed_alternate_stack();
	sigreturn_from_closed_page();
	timer();
	unblocked_later();
	null_pointer();
	thread();
	raw_thread();
	return finish();
}
