/*
 * Programs that misbehave, one for each argument:
 *
 *	hostile CASE
 *
 * A machine must end each of them as Linux would, and must not suffer from it. Those that Linux
 * would never end (they are marked) have to be ended by a time limit, or by whoever is waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scenario.h"

#define MEGABYTE (1ul << 20)

static void *map(size_t length, int prot, int flags)
{
	return mmap(NULL, length, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

static void report(const char *what, int error)
{
	printf("%s: %s\n", what, errno_name(error));
}

/* Endless where memory is: takes and touches all that it is given. */
static void map_all(void)
{
	char *at;
	size_t i;

	while ((at = map(16 * MEGABYTE, PROT_READ | PROT_WRITE, 0)) != MAP_FAILED)
		for (i = 0; i < 16 * MEGABYTE; i += 4096)
			at[i] = 1;
	report("no more memory", errno);
}

/* Only addresses, no memory: 128 TiB are soon used up. */
static void reserve_all(void)
{
	size_t length;

	for (length = (size_t)1 << 46; length >= 4096; length /= 2)
		while (map(length, PROT_NONE, MAP_NORESERVE) != MAP_FAILED)
			;
	report("no more addresses", errno);
}

/* Neighbours of different protection cannot become one mapping. */
static void many_mappings(void)
{
	int count = 0;
	char *at = map(1ul << 30, PROT_NONE, MAP_NORESERVE);

	while (count < 200000 && mprotect(at + (size_t)count * 8192 % (1ul << 30), 4096, PROT_READ) == 0)
		count++;
	report(count < 200000 ? "no more mappings" : "never refused", errno);
}

static void grow_heap(void)
{
	uintptr_t end = (uintptr_t)syscall(SYS_brk, 0L), next = end;
	size_t step;

	for (step = (size_t)1 << 46; step >= 4096; step /= 2)
		while ((uintptr_t)syscall(SYS_brk, next + step) == next + step)
			next += step;
	printf("the heap grew: %d\n", next > end);
}

static void recurse(void)
{
	void (*volatile again)(void) = recurse;
	volatile char room[1000];

	room[0] = 1;
	again();
	room[1] = room[0];
}

static void jump(uintptr_t address)
{
	void (*function)(void);

	memcpy(&function, &address, sizeof function);
	function();
}

static void jump_null(void)
{
	jump(0);
}

static void jump_garbage(void)
{
	jump(0x1234567812345678);
}

static void jump_unmapped(void)
{
	jump(0x600000000000);
}

static void jump_kernel(void)
{
	jump(0xffffffff81000000);
}

static void jump_data(void)
{
	static char data[] = { (char)0xc3 };

	jump((uintptr_t)data);
}

static void execute_stack(void)
{
	char code[] = { (char)0xc3 };

	jump((uintptr_t)code);
}

/* Bytes without sense, all of them: some fault, none may get out. */
static void execute_noise(void)
{
	unsigned char *code = map(4096, PROT_READ | PROT_WRITE | PROT_EXEC, 0);
	uint32_t state = 0x2026;
	int i;

	for (i = 0; i < 4096; i++) {
		state = state * 1664525 + 1013904223;
		code[i] = (unsigned char)(state >> 24);
	}
	jump((uintptr_t)code);
}

/* By way of a variable that the compiler cannot see through. */
static volatile char *byte_at(uintptr_t address)
{
	volatile uintptr_t hidden = address;

	return (volatile char *)hidden;
}

static void wild_read(void)
{
	printf("%d\n", *byte_at(0x700000000000));
}

static void wild_write(void)
{
	*byte_at(0x123456789000) = 1;
}

static void write_code(void)
{
	*byte_at((uintptr_t)write_code) = 1;
}

static void kernel_write(void)
{
	*byte_at(0xffffffff81000000) = 1;
}

/* Endless. */
static void spin(void)
{
	for (;;)
		asm volatile("");
}

/* Endless. */
static void spin_calls(void)
{
	for (;;)
		syscall(SYS_getppid);
}

/* Endless. */
static void sleep_for_ever(void)
{
	for (;;)
		pause();
}

/* Endless: its output, too. */
static void print(void)
{
	for (;;)
		puts("and on and on");
}

static void undefined(void)
{
	asm volatile("ud2");
}

static void divide(void)
{
	volatile int many = 100, zero = 0;

	printf("%d\n", many / zero);
}

static void halt(void)
{
	asm volatile("hlt");
}

static void mask_interrupts(void)
{
	asm volatile("cli");
}

static void port(void)
{
	/* The reset register: a machine that lets this through is gone. */
	asm volatile("outb %%al, %%dx" : : "a"(6), "d"(0xcf9));
}

static void page_table(void)
{
	asm volatile("movq %0, %%cr3" : : "r"(0L));
}

static void model_register(void)
{
	asm volatile("wrmsr" : : "a"(0), "c"(0xc0000082), "d"(0));
}

static void descriptor_table(void)
{
	char table[10] = { 0 };

	asm volatile("lidt %0" : : "m"(table));
}

static void system_return(void)
{
	asm volatile("sysretq" : : "c"(0L));
}

static void handle(int signal, void (*handler)(int), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	action.sa_flags = flags;
	sigaction(signal, &action, NULL);
}

static void fault_again(int signal)
{
	(void)signal;
	*byte_at(16) = 1;
}

static void fault_in_handler(void)
{
	handle(SIGSEGV, fault_again, 0);
	wild_read();
}

/* Each fault in the handler is another signal on the same stack, until there is no more stack. */
static void fault_in_handlers(void)
{
	handle(SIGSEGV, fault_again, SA_NODEFER);
	wild_read();
}

static void do_nothing(int signal)
{
	(void)signal;
}

/* Endless: the faulting instruction is tried again and again. */
static void handler_returns(void)
{
	handle(SIGSEGV, do_nothing, 0);
	wild_read();
}

static void say_handled(int signal)
{
	(void)signal;
	write(1, "handled\n", 8);
	_exit(3);
}

/* A handler that cannot be called: there is nowhere to put its frame. */
static void no_stack(void)
{
	handle(SIGSEGV, say_handled, 0);
	asm volatile("movq $0x10, %%rsp; pushq %%rax" : : : "memory");
}

static void no_stack_but_alternate(void)
{
	static char stack[65536];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };

	sigaltstack(&alternate, NULL);
	handle(SIGSEGV, say_handled, SA_ONSTACK);
	asm volatile("movq $0x10, %%rsp; pushq %%rax" : : : "memory");
}

static void kernel_stack_pointer(void)
{
	handle(SIGSEGV, say_handled, 0);
	asm volatile("movq $0xffffffff81000000, %%rsp; pushq %%rax" : : : "memory");
}

static void bad_sigreturn(void)
{
	asm volatile("movq $0x10, %%rsp; movl $15, %%eax; syscall" : : : "memory");
}

/* A frame of noise: segments, flags and the pointer to the vector registers are all wrong. */
static void forged_sigreturn(void)
{
	char *frame = map(65536, PROT_READ | PROT_WRITE, 0);

	memset(frame, 0x5a, 65536);
	asm volatile("movq %0, %%rsp; movl $15, %%eax; syscall" : : "r"(frame + 4096) : "memory");
}

/* A handler whose address is not one. */
static void bad_handler(void)
{
	uintptr_t nowhere = 0x1234567812345678;
	void (*handler)(int);

	memcpy(&handler, &nowhere, sizeof handler);
	handle(SIGUSR1, handler, 0);
	raise(SIGUSR1);
}

static void many_files(void)
{
	struct rlimit limit = { 1000, 1000 };
	int count = 0;

	setrlimit(RLIMIT_NOFILE, &limit);
	while (dup(0) >= 0)
		count++;
	report("no more files", errno);
	printf("%d\n", count);
}

/* A megabyte of file for each, as long as it is accepted. Endless only where disks are. */
static void fill_disk(void)
{
	static char block[MEGABYTE];
	int file = open("big", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	while (write(file, block, sizeof block) > 0)
		;
	report("no more disk", errno);
	unlink("big");
}

static void *wait_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void many_threads(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error = 0, count;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 65536);
	for (count = 0; !error && count < 100000; count++)
		error = pthread_create(&thread, &attributes, wait_for_ever, NULL);
	report(error ? "no more threads" : "never refused", error);
}

static void many_signals(void)
{
	union sigval value = { .sival_int = 0 };
	sigset_t set;
	int count = 0;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (count < 1000000 && sigqueue(getpid(), SIGRTMIN, value) == 0)
		count++;
	report(count < 1000000 ? "no more signals" : "never refused", errno);
}

static void kill_itself(void)
{
	kill(getpid(), SIGKILL);
}

static void abort_itself(void)
{
	abort();
}

static void exit_259(void)
{
	exit(256 + 3);
}

/* All streams closed, and then output. */
static void no_streams(void)
{
	close(0);
	close(1);
	close(2);
	printf("nobody hears\n");
	exit(fflush(stdout) ? 4 : 5);
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "map-all", map_all },
	{ "reserve-all", reserve_all },
	{ "many-mappings", many_mappings },
	{ "grow-heap", grow_heap },
	{ "recurse", recurse },
	{ "jump-null", jump_null },
	{ "jump-garbage", jump_garbage },
	{ "jump-unmapped", jump_unmapped },
	{ "jump-kernel", jump_kernel },
	{ "jump-data", jump_data },
	{ "execute-stack", execute_stack },
	{ "execute-noise", execute_noise },
	{ "wild-read", wild_read },
	{ "wild-write", wild_write },
	{ "write-code", write_code },
	{ "kernel-write", kernel_write },
	{ "spin", spin },
	{ "spin-calls", spin_calls },
	{ "sleep", sleep_for_ever },
	{ "print", print },
	{ "undefined", undefined },
	{ "divide", divide },
	{ "halt", halt },
	{ "mask-interrupts", mask_interrupts },
	{ "port", port },
	{ "page-table", page_table },
	{ "model-register", model_register },
	{ "descriptor-table", descriptor_table },
	{ "system-return", system_return },
	{ "fault-in-handler", fault_in_handler },
	{ "fault-in-handlers", fault_in_handlers },
	{ "handler-returns", handler_returns },
	{ "no-stack", no_stack },
	{ "no-stack-but-alternate", no_stack_but_alternate },
	{ "kernel-stack-pointer", kernel_stack_pointer },
	{ "bad-sigreturn", bad_sigreturn },
	{ "forged-sigreturn", forged_sigreturn },
	{ "bad-handler", bad_handler },
	{ "many-files", many_files },
	{ "fill-disk", fill_disk },
	{ "many-threads", many_threads },
	{ "many-signals", many_signals },
	{ "kill", kill_itself },
	{ "abort", abort_itself },
	{ "exit-259", exit_259 },
	{ "no-streams", no_streams },
};

int main(int count, char **arguments)
{
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (count == 2 && strcmp(arguments[1], cases[i].name) == 0) {
			printf("%s\n", cases[i].name);
			fflush(stdout);
			cases[i].run();
			printf("came back\n");
			return 0;
		}
	}
	fprintf(stderr, "usage: hostile CASE, one of:\n");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		fprintf(stderr, "  %s\n", cases[i].name);
	return 2;
}
