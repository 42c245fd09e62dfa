/*
 * Filters of system calls: seccomp(2). A filter stays for good and belongs to a thread, so every
 * scenario runs in a thread of its own. With an argument: a filter that ends the process.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "scenario.h"

/* From linux/seccomp.h, linux/filter.h and linux/audit.h, which musl's compiler does not find. */
struct instruction {
	uint16_t code;
	uint8_t yes, no;
	uint32_t k;
};
struct program {
	uint16_t length;
	const struct instruction *instructions;
};
struct call {
	uint32_t number, architecture;
	uint64_t instruction, arguments[6];
};
enum { SET_STRICT, SET_FILTER, GET_ACTION, GET_SIZES };
#define SYNCHRONISE	1u
#define LOG_FLAG	2u
#define LISTENER	8u
#define SYNCHRONISE_ESRCH 16u
#define KILL_PROCESS	0x80000000u
#define KILL_THREAD	0u
#define TRAP		0x00030000u
#define ERRNO		0x00050000u
#define NOTIFY		0x7fc00000u
#define TRACE		0x7ff00000u
#define LOG		0x7ffc0000u
#define ALLOW		0x7fff0000u
#define X86_64		0xc000003eu

enum { LD = 0, LDX, ST, STX, ALU, JMP, RET, MISC };
enum { IMM = 0, ABS = 0x20, IND = 0x40, MEM = 0x60, LEN = 0x80, MSH = 0xa0 };
enum { W = 0, H = 0x08, B = 0x10, K = 0, X = 0x08, A = 0x10 };
enum { ADD = 0, SUB = 0x10, MUL = 0x20, DIV = 0x30, OR = 0x40, AND = 0x50, LSH = 0x60, RSH = 0x70,
       NEG = 0x80, MOD = 0x90, XOR = 0xa0 };
enum { JA = 0, JEQ = 0x10, JGT = 0x20, JGE = 0x30, JSET = 0x40 };
enum { TAX = 0, TXA = 0x80 };

#define DO(code, k) { (code), 0, 0, (k) }
#define IF(code, k, yes, no) { (code), (yes), (no), (k) }
#define LOAD(field) DO(LD | W | ABS, offsetof(struct call, field))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define INSTALL(flags, instructions) \
	install((flags), (instructions), (uint16_t)COUNT(instructions))

/* A number that no kernel has and every filter here may play with. */
#define PLAYTHING 9999

static long install(unsigned flags, const struct instruction *instructions, uint16_t length)
{
	struct program program = { length, instructions };

	return syscall(SYS_seccomp, SET_FILTER, flags, &program);
}

/* A call as one instruction, whose address is known. */
extern const char call_behind[];

static __attribute__((noinline, noclone)) long plain_call(long number, long first)
{
	long result;

	asm volatile("syscall\n\t.globl call_behind\ncall_behind:"
		     : "=a"(result) : "a"(number), "D"(first) : "rcx", "r11", "memory");
	return result;
}

/* The whole filter: an action for one call, everything else goes through. */
static long act_on(unsigned flags, int number, uint32_t action)
{
	const struct instruction filter[] = {
		LOAD(number),
		IF(JMP | JEQ, (uint32_t)number, 0, 1),
		DO(RET, action),
		DO(RET, ALLOW),
	};

	return INSTALL(flags, filter);
}

static void *run(void *scenario)
{
	((void (*)(void))scenario)();
	return NULL;
}

static void in_thread(void (*scenario)(void))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, (void *)scenario) || pthread_join(thread, NULL))
		broken("a thread");
}

/* Programs that Linux refuses, and a few that it does not. */
static void validation(void)
{
	static const struct {
		const char *name;
		uint16_t length;
		struct instruction program[4];
	} cases[] = {
		{ "plain", 1, { DO(RET, ALLOW) } },
		{ "return-a", 2, { DO(LD | IMM, ALLOW), DO(RET | A, 0) } },
		{ "return-x", 2, { DO(LDX | IMM, ALLOW), DO(RET | X, 0) } },
		{ "no-return", 1, { LOAD(number) } },
		{ "load-last-word", 2, { DO(LD | ABS, 60), DO(RET, ALLOW) } },
		{ "load-behind", 2, { DO(LD | ABS, 64), DO(RET, ALLOW) } },
		{ "load-far-behind", 2, { DO(LD | ABS, 0xfffff000u), DO(RET, ALLOW) } },
		{ "load-misaligned", 2, { DO(LD | ABS, 2), DO(RET, ALLOW) } },
		{ "load-half", 2, { DO(LD | H | ABS, 0), DO(RET, ALLOW) } },
		{ "load-byte", 2, { DO(LD | B | ABS, 0), DO(RET, ALLOW) } },
		{ "load-indirect", 2, { DO(LD | IND, 0), DO(RET, ALLOW) } },
		{ "load-header-length", 2, { DO(LDX | B | MSH, 0), DO(RET, ALLOW) } },
		{ "length", 2, { DO(LD | LEN, 0), DO(RET, ALLOW) } },
		{ "length-to-x", 2, { DO(LDX | LEN, 0), DO(RET, ALLOW) } },
		{ "load-x", 2, { DO(LDX | ABS, 0), DO(RET, ALLOW) } },
		{ "divide-by-zero", 2, { DO(ALU | DIV, 0), DO(RET, ALLOW) } },
		{ "divide-by-x", 3, { DO(LDX | IMM, 1), DO(ALU | DIV | X, 0), DO(RET, ALLOW) } },
		{ "remainder", 2, { DO(ALU | MOD, 3), DO(RET, ALLOW) } },
		{ "remainder-x", 2, { DO(ALU | MOD | X, 0), DO(RET, ALLOW) } },
		{ "shift-31", 2, { DO(ALU | LSH, 31), DO(RET, ALLOW) } },
		{ "shift-32", 2, { DO(ALU | LSH, 32), DO(RET, ALLOW) } },
		{ "shift-right-32", 2, { DO(ALU | RSH, 32), DO(RET, ALLOW) } },
		{ "negate", 2, { DO(ALU | NEG, 0), DO(RET, ALLOW) } },
		{ "negate-x", 2, { DO(ALU | NEG | X, 0), DO(RET, ALLOW) } },
		{ "scratch-unwritten", 2, { DO(LD | MEM, 0), DO(RET, ALLOW) } },
		{ "scratch-written", 3, { DO(ST, 15), DO(LD | MEM, 15), DO(RET, ALLOW) } },
		{ "scratch-written-x", 3, { DO(STX, 0), DO(LDX | MEM, 0), DO(RET, ALLOW) } },
		{ "scratch-other", 3, { DO(ST, 1), DO(LD | MEM, 0), DO(RET, ALLOW) } },
		{ "scratch-16", 2, { DO(ST, 16), DO(RET, ALLOW) } },
		{ "scratch-one-path", 4, { IF(JMP | JEQ, 0, 0, 1), DO(ST, 0), DO(LD | MEM, 0), DO(RET, ALLOW) } },
		{ "jump-to-last", 3, { DO(JMP | JA, 1), DO(RET, 0), DO(RET, ALLOW) } },
		{ "jump-behind", 3, { DO(JMP | JA, 2), DO(RET, 0), DO(RET, ALLOW) } },
		{ "jump-round", 2, { DO(JMP | JA, 0xffffffffu), DO(RET, ALLOW) } },
		{ "branch-behind", 2, { IF(JMP | JEQ, 0, 1, 0), DO(RET, ALLOW) } },
		{ "branch-no-behind", 2, { IF(JMP | JSET | X, 0, 0, 1), DO(RET, ALLOW) } },
		{ "jump-x", 2, { DO(JMP | JA | X, 0), DO(RET, ALLOW) } },
		{ "copy", 3, { DO(MISC | TAX, 0), DO(MISC | TXA, 0), DO(RET, ALLOW) } },
		{ "misc-unknown", 2, { DO(MISC | 0x40, 0), DO(RET, ALLOW) } },
		{ "alu-unknown", 2, { DO(ALU | 0xb0, 1), DO(RET, ALLOW) } },
		{ "code-unknown", 2, { DO(0x1000, 0), DO(RET, ALLOW) } },
		{ "store-unknown", 2, { DO(ST | MEM, 0), DO(RET, ALLOW) } },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		begin("validation %s", cases[i].name);
		answer("install", install(0, cases[i].program, cases[i].length));
		end();
	}
}

static void arguments(void)
{
	static const struct instruction pass[] = { DO(RET, ALLOW) };
	static struct instruction longest[4097];
	struct program program = { 1, NULL };
	uint16_t sizes[3] = { 0, 0, 0 };
	uint32_t action;
	size_t i;

	begin("arguments");
	refused("operation", syscall(SYS_seccomp, 4, 0, NULL), EINVAL);
	refused("flags", INSTALL(0x40, pass), EINVAL);
	refused("null", syscall(SYS_seccomp, SET_FILTER, 0, NULL), EFAULT);
	refused("null-program", syscall(SYS_seccomp, SET_FILTER, 0, &program), EINVAL);
	program.instructions = (const struct instruction *)8;
	refused("bad-program", syscall(SYS_seccomp, SET_FILTER, 0, &program), EFAULT);
	refused("empty", install(0, pass, 0), EINVAL);
	refused("too-long", install(0, longest, 4097), EINVAL);
	refused("strict-flags", syscall(SYS_seccomp, SET_STRICT, 1, NULL), EINVAL);
	refused("strict-argument", syscall(SYS_seccomp, SET_STRICT, 0, &program), EINVAL);
	refused("prctl-mode", prctl(PR_SET_SECCOMP, 3, NULL), EINVAL);
	refused("prctl-off", prctl(PR_SET_SECCOMP, 0, NULL), EINVAL);
	end();

	begin("available");
	for (i = 0; i < 9; i++) {
		static const uint32_t actions[] = { KILL_PROCESS, KILL_THREAD, TRAP, ERRNO, NOTIFY,
						    TRACE, LOG, ALLOW, 0x00010000 };

		action = actions[i];
		answer("action", syscall(SYS_seccomp, GET_ACTION, 0, &action));
	}
	action = ERRNO | 1;
	answer("with-data", syscall(SYS_seccomp, GET_ACTION, 0, &action));
	refused("null", syscall(SYS_seccomp, GET_ACTION, 0, NULL), EFAULT);
	answer("sizes", syscall(SYS_seccomp, GET_SIZES, 0, sizes));
	fact("%d/%d/%d", sizes[0], sizes[1], sizes[2]);
	end();

	begin("longest");
	for (i = 0; i < 4096; i++)
		longest[i] = (struct instruction)DO(LD | IMM, 0);
	longest[4095] = pass[0];
	answer("install", install(0, longest, 4096));
	answer("call", getppid() > 0);
	end();
}

/* The field of /proc/self/status: the process's first thread's. */
static int status(const char *field)
{
	char text[4096];
	char *at;
	int file = open("/proc/self/status", O_RDONLY);
	ssize_t size = read(file, text, sizeof text - 1);

	close(file);
	text[size < 0 ? 0 : size] = 0;
	at = strstr(text, field);
	return at ? atoi(at + strlen(field)) : -1;
}

static void modes(void)
{
	begin("modes");
	fact("mode=%d", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
	fact("no-new=%d", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	refused("set-0", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
	refused("set-more", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 1), EINVAL);
	refused("get-more", prctl(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0), EINVAL);
	answer("set", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	fact("no-new=%d", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	answer("filter", act_on(0, PLAYTHING, ERRNO | 1));
	fact("mode=%d", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
	refused("strict-later", prctl(PR_SET_SECCOMP, 1, NULL), EINVAL);
	/* The first thread is another one. */
	fact("status=%d,%d,%d", status("NoNewPrivs:"), status("Seccomp:"), status("Seccomp_filters:"));
	end();
}

static void actions(void)
{
	begin("actions");
	answer("before", syscall(PLAYTHING));
	answer("log", act_on(0, PLAYTHING, LOG));
	answer("logged", syscall(PLAYTHING));
	answer("trace", act_on(LOG_FLAG, PLAYTHING, TRACE | 7));
	answer("traced", syscall(PLAYTHING));
	answer("notify", act_on(0, PLAYTHING, NOTIFY));
	answer("notified", syscall(PLAYTHING));
	answer("errno", act_on(0, PLAYTHING, ERRNO | ERANGE));
	answer("failed", syscall(PLAYTHING));
	/* The strictest filter's answer counts, of equal ones the newest. */
	answer("newer", act_on(0, PLAYTHING, ERRNO | EDOM));
	answer("failed", syscall(PLAYTHING));
	answer("weaker", act_on(0, PLAYTHING, TRACE));
	answer("failed", syscall(PLAYTHING));
	end();

	begin("errno values");
	answer("zero", act_on(0, 4000, ERRNO));
	fact("%ld", plain_call(4000, 0));
	answer("largest", act_on(0, 4001, ERRNO | 0xffff));
	fact("%ld", plain_call(4001, 0));
	answer("real call", act_on(0, SYS_getppid, ERRNO | EPERM));
	answer("getppid", syscall(SYS_getppid));
	end();
}

/* What each operation makes of the call's first two arguments, as the errno that it answers. */
static void calculate(void)
{
	static const struct {
		const char *name;
		uint16_t code;
		uint32_t a, x;
	} cases[] = {
		{ "add", ADD, 0xfffffff0u, 0x18 }, { "sub", SUB, 3, 1 }, { "mul", MUL, 0x10001, 0x10003 },
		{ "div", DIV, 0xfffffff0u, 0x00100000 }, { "and", AND, 0xff, 0x3c }, { "or", OR, 1, 8 },
		{ "xor", XOR, 6, 5 }, { "shift-left", LSH, 1, 33 }, { "shift-right", RSH, 0xf0000000u, 60 },
	};
	size_t i;

	begin("calculate");
	for (i = 0; i < COUNT(cases); i++) {
		const struct instruction filter[] = {
			LOAD(number),
			IF(JMP | JEQ, (uint32_t)(3000 + i), 1, 0),
			DO(RET, ALLOW),
			LOAD(arguments[1]),
			DO(MISC | TAX, 0),
			LOAD(arguments[0]),
			DO((uint16_t)(ALU | X | cases[i].code), 0),
			DO(ALU | AND, 0xfff),
			DO(ALU | OR, ERRNO),
			DO(RET | A, 0),
		};

		if (INSTALL(0, filter))
			broken("a filter");
		syscall((long)(3000 + i), (long)cases[i].a, (long)cases[i].x);
		fact("%s=%d", cases[i].name, errno);
	}
	end();
}

static void compare(void)
{
	static const uint16_t codes[] = { JEQ, JGT, JGE, JSET };
	static const uint32_t values[] = { 0, 5, 6, 7, 0x80000000u };
	size_t i, j;

	for (i = 0; i < COUNT(codes); i++) {
		const struct instruction filter[] = {
			LOAD(number),
			IF(JMP | JEQ, (uint32_t)(3100 + i), 1, 0),
			DO(RET, ALLOW),
			LOAD(arguments[5]),
			DO(LDX | IMM, 6),
			DO(ST, 3),
			DO(STX, 4),
			DO(LDX | MEM, 4),
			DO(LD | MEM, 3),
			IF((uint16_t)(JMP | X | codes[i]), 0, 0, 1),
			DO(RET, ERRNO | 1),
			IF((uint16_t)(JMP | codes[i]), 0x80000000u, 0, 1),
			DO(RET, ERRNO | 2),
			DO(RET, ERRNO | 3),
		};

		begin("compare %zu", i);
		if (INSTALL(0, filter))
			broken("a filter");
		for (j = 0; j < COUNT(values); j++) {
			syscall((long)(3100 + i), 0, 0, 0, 0, 0, (long)values[j]);
			fact("%d", errno);
		}
		end();
	}
}

/* A 64-bit cookie in the sixth argument, as an isolated program keeps its calls for itself. */
static void cookie(void)
{
	static const uint64_t secret = 0x0123456789abcdefu;
	const struct instruction filter[] = {
		LOAD(architecture),
		IF(JMP | JEQ, X86_64, 0, 7),
		LOAD(number),
		IF(JMP | JEQ, SYS_getppid, 0, 5),
		LOAD(arguments[5]),
		IF(JMP | JEQ, (uint32_t)secret, 0, 2),
		DO(LD | W | ABS, offsetof(struct call, arguments[5]) + 4),
		IF(JMP | JEQ, (uint32_t)(secret >> 32), 1, 0),
		DO(RET, ERRNO | EACCES),
		DO(RET, ALLOW),
	};

	begin("cookie");
	answer("install", INSTALL(0, filter));
	answer("without", syscall(SYS_getppid));
	answer("low-half", syscall(SYS_getppid, 0, 0, 0, 0, 0, secret & 0xffffffffu));
	answer("high-half", syscall(SYS_getppid, 0, 0, 0, 0, 0, secret & ~0xffffffffull));
	fact("both=%d", syscall(SYS_getppid, 0, 0, 0, 0, 0, secret) > 0);
	end();
}

static volatile struct {
	int signal, code, reason, number, at_call, rax_number, count;
	unsigned architecture;
} trapped;

static void on_trap(int signal, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;
	unsigned char *bytes = (unsigned char *)info;
	uintptr_t address;

	memcpy(&address, bytes + 16, 8);
	trapped.signal = signal;
	trapped.code = info->si_code;
	trapped.reason = info->si_errno;
	memcpy((void *)&trapped.number, bytes + 24, 4);
	memcpy((void *)&trapped.architecture, bytes + 28, 4);
	trapped.at_call = address == (uintptr_t)frame->uc_mcontext.gregs[REG_RIP]
		&& address == (uintptr_t)call_behind;
	trapped.rax_number = (int)frame->uc_mcontext.gregs[REG_RAX];
	trapped.count++;
	frame->uc_mcontext.gregs[REG_RAX] = 1234;
}

static void trap(void)
{
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	begin("trap");
	sigaction(SIGSYS, &action, NULL);
	answer("install", act_on(0, SYS_getppid, TRAP | 0x1234));
	fact("result=%ld", plain_call(SYS_getppid, 0));
	fact("signal=%d code=%d reason=%#x number=%d arch=%#x", trapped.signal, trapped.code,
	     (unsigned)trapped.reason, trapped.number, trapped.architecture);
	expect(trapped.at_call);
	fact("rax=%d count=%d", trapped.rax_number, trapped.count);
	/* The upper half of RAX is not part of the number. */
	fact("wide=%ld", plain_call(SYS_getppid | 0x500000000, 0));
	fact("count=%d", trapped.count);
	end();
}

/* A filter on where the call comes from. */
static void origin(void)
{
	const uint64_t at = (uintptr_t)call_behind;
	const struct instruction filter[] = {
		LOAD(number),
		IF(JMP | JEQ, SYS_getppid, 0, 5),
		LOAD(instruction),
		IF(JMP | JEQ, (uint32_t)at, 0, 3),
		DO(LD | W | ABS, offsetof(struct call, instruction) + 4),
		IF(JMP | JEQ, (uint32_t)(at >> 32), 0, 1),
		DO(RET, ERRNO | EXDEV),
		DO(RET, ALLOW),
	};

	begin("origin");
	answer("install", INSTALL(0, filter));
	fact("here=%ld elsewhere=%d", plain_call(SYS_getppid, 0), syscall(SYS_getppid) > 0);
	end();
}

static long child_result;
static int child_mode;

static void *child(void *unused)
{
	(void)unused;
	child_mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
	child_result = syscall(PLAYTHING) < 0 ? -errno : 0;
	return NULL;
}

static void inherit(void)
{
	pthread_t thread;

	begin("inherit");
	answer("install", act_on(0, PLAYTHING, ERRNO | EISDIR));
	pthread_create(&thread, NULL, child, NULL);
	pthread_join(thread, NULL);
	fact("mode=%d", child_mode);
	answer("child", (errno = (int)-child_result, -1));
	end();
}

static pthread_barrier_t barrier;

static void *sibling(void *own_filter)
{
	if (own_filter && act_on(0, 3900, ERRNO | 1))
		broken("a filter");
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return child(NULL);
}

static void with_sibling(int own_filter)
{
	pthread_t thread;
	long result;

	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, sibling, own_filter ? &barrier : NULL);
	pthread_barrier_wait(&barrier);
	if (own_filter) {
		answer("esrch", act_on(SYNCHRONISE | SYNCHRONISE_ESRCH, PLAYTHING, ERRNO | EISDIR));
		result = act_on(SYNCHRONISE, PLAYTHING, ERRNO | EISDIR);
		fact("which=%s", result > 0 ? "a thread" : "none");
	} else {
		answer("install", act_on(SYNCHRONISE, PLAYTHING, ERRNO | EISDIR));
	}
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	fact("mode=%d result=%ld", child_mode, child_result);
}

/* Last: from here on all threads have the filter. */
static void synchronise(void)
{
	begin("synchronise-divergent");
	with_sibling(1);
	end();
	begin("synchronise");
	with_sibling(0);
	answer("here", syscall(PLAYTHING));
	fact("status=%d,%d", status("Seccomp:"), status("Seccomp_filters:"));
	end();
}

static volatile int player;

static void *play(void *unused)
{
	(void)unused;
	player = (int)syscall(SYS_gettid);
	syscall(PLAYTHING);
	return NULL;
}

/* musl does not learn that a thread was killed: pthread_join would wait for ever. */
static void await_end(void)
{
	while (player == 0 || syscall(SYS_tgkill, getpid(), player, 0) == 0)
		usleep(1000);
}

static void *survive(void *unused)
{
	(void)unused;
	usleep(200000);
	printf("the first thread is gone\n");
	fflush(stdout);
	syscall(SYS_exit, 7);
	return NULL;
}

/* Ways for a process to end by its filter. */
static int fatal(const char *name)
{
	pthread_t thread;
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
	const struct instruction by_zero[] = {
		LOAD(number),
		IF(JMP | JEQ, PLAYTHING, 0, 2),
		DO(LDX | IMM, 0),
		DO(ALU | DIV | X, 0),
		DO(RET, ALLOW),
	};
	sigset_t set;

	printf("%s\n", name);
	fflush(stdout);
	sigaction(SIGSYS, &action, NULL);
	if (strcmp(name, "kill-process") == 0) {
		act_on(0, PLAYTHING, KILL_PROCESS);
		syscall(PLAYTHING);
	} else if (strcmp(name, "kill-thread") == 0) {
		act_on(0, PLAYTHING, KILL_THREAD);
		syscall(PLAYTHING);
	} else if (strcmp(name, "kill-other-thread") == 0) {
		act_on(0, PLAYTHING, KILL_THREAD);
		pthread_create(&thread, NULL, play, NULL);
		await_end();
	} else if (strcmp(name, "kill-process-by-thread") == 0) {
		act_on(0, PLAYTHING, KILL_PROCESS);
		pthread_create(&thread, NULL, play, NULL);
		await_end();
	} else if (strcmp(name, "kill-first-thread") == 0) {
		pthread_create(&thread, NULL, survive, NULL);
		act_on(0, PLAYTHING, KILL_THREAD);
		syscall(PLAYTHING);
	} else if (strcmp(name, "unknown-action") == 0) {
		act_on(0, PLAYTHING, 0x00010000);
		syscall(PLAYTHING);
	} else if (strcmp(name, "divide-by-zero") == 0) {
		INSTALL(0, by_zero);
		syscall(PLAYTHING);
	} else if (strcmp(name, "trap-without-handler") == 0) {
		signal(SIGSYS, SIG_DFL);
		act_on(0, PLAYTHING, TRAP);
		syscall(PLAYTHING);
	} else if (strcmp(name, "trap-blocked") == 0) {
		sigemptyset(&set);
		sigaddset(&set, SIGSYS);
		sigprocmask(SIG_BLOCK, &set, NULL);
		act_on(0, PLAYTHING, TRAP);
		syscall(PLAYTHING);
	} else if (strcmp(name, "trap-ignored") == 0) {
		signal(SIGSYS, SIG_IGN);
		act_on(0, PLAYTHING, TRAP);
		syscall(PLAYTHING);
	} else if (strcmp(name, "strict") == 0) {
		prctl(PR_SET_SECCOMP, 1, NULL);
		if (write(1, "may write\n", 10) == 10)
			syscall(SYS_getppid);
	} else {
		fprintf(stderr, "filters: no case %s\n", name);
		return 2;
	}
	printf("still alive\n");
	return 1;
}

int main(int count, char **words)
{
	if (count == 2)
		return fatal(words[1]);
	begin("before");
	fact("status=%d,%d,%d", status("NoNewPrivs:"), status("Seccomp:"), status("Seccomp_filters:"));
	end();
	in_thread(validation);
	in_thread(arguments);
	in_thread(modes);
	in_thread(actions);
	in_thread(calculate);
	in_thread(compare);
	in_thread(cookie);
	in_thread(trap);
	in_thread(origin);
	in_thread(inherit);
	in_thread(synchronise);
	return finish();
}
