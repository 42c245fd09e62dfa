/* threads GROUP: a line "ok ..." or "WRONG ..." for each check, all of them by the first thread. */
#include "lib.h"

#define THREADS 6
#define ROUNDS 150
#define SYS_read 0
#define SYS_write 1
#define SYS_open 2
#define SYS_close 3
#define SYS_pread64 17
#define SYS_readv 19
#define SYS_sched_yield 24
#define SYS_nanosleep 35
#define SYS_exit 60
#define SYS_arch_prctl 158
#define SYS_futex 202
#define ARCH_SET_GS 0x1001
#define ARCH_SET_FS 0x1002

int app_main(int argc, char **argv, char **envp);

static long page[PAGE / sizeof(long)] __attribute__((aligned(PAGE)));
static __thread long mine = 5;
static __thread char zeros[3 * PAGE];
static long results[64];
static int threads[THREADS];

static void say(const char *text)
{
	long size = 0;

	while (text[size])
		size++;
	cubicle_syscall(SYS_write, 1, (long)text, size, 0, 0);
}

static void check(const char *what, int holds)
{
	say(holds ? "ok " : "WRONG ");
	say(what);
	say("\n");
}

static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static int all_are(long value)
{
	for (int i = 0; i < THREADS; i++)
		if (results[i] != value)
			return 0;
	return 1;
}

/* -> whether all threads could be made, and have ended */
static int in_parallel(void (*entry)(void *))
{
	int good = 1;

	for (int i = 0; i < THREADS; i++) {
		results[i] = 0;
		threads[i] = cubicle_thread_create(entry, &results[i]);
		good &= threads[i] > 0;
	}
	for (int i = 0; i < THREADS; i++)
		good &= cubicle_thread_join(threads[i]) == 0;
	return good;
}

static void fresh(void *result)
{
	volatile char stack[4 * PAGE];
	long clear = 1;

	for (int i = 0; i < 4 * PAGE - 256; i++)
		clear &= stack[i] == 0;
	for (unsigned i = 0; i < sizeof(zeros); i++)
		clear &= zeros[i] == 0;
	for (unsigned i = 0; i < sizeof(stack); i++)
		stack[i] = 'x';
	for (unsigned i = 0; i < sizeof(zeros); i++)
		*(volatile char *)&zeros[i] = 'x';
	*(long *)result = clear && mine++ == 5 ? cubicle_self() : -1;
}

static void wait_for_page(void *result)
{
	(void)result;
	while (!__atomic_load_n(page, __ATOMIC_ACQUIRE))
		cubicle_syscall(SYS_sched_yield, 0, 0, 0, 0, 0);
}

static void begin_and_end(void)
{
	int last = 0, good = 1, window = cubicle_window_init();
	long stack;

	for (int i = 0; i < 60; i++) {
		int thread = cubicle_thread_create(fresh, &results[0]);
		good &= thread > last && cubicle_thread_join(thread) == 0 && results[0] == cubicle_self();
		last = thread;
	}
	check("sixty threads, one after the other, find clear stacks and fresh thread-local data", good);
	mine = 9;
	check("six at once, too", in_parallel(fresh) && all_are(cubicle_self()) && mine == 9);
	page[0] = 0;
	for (int i = 0; i < 7; i++)
		good &= (threads[i % THREADS] = cubicle_thread_create(wait_for_page, 0)) > 0;
	check("seven more than the first", good);
	check("eight more are too many", cubicle_thread_create(wait_for_page, 0) == -11);
	check("another cubicle has them as little", lib_count(page + 8, 1) == -11);
	page[0] = 1;
	for (int i = 0; i < THREADS; i++)
		cubicle_thread_join(threads[i]);
	check("who has ended makes room", in_parallel(fresh));
	check("nobody waits for itself", cubicle_thread_join(0) == -22 && cubicle_thread_join(-7) == -22);
	check("nor for whom nobody has made", cubicle_thread_join(100000) == 0);
	check("a thread's stack in a window", cubicle_window_add(window, &stack, sizeof(stack)) == 0);
}

static void window_stack(void *result)
{
	int window = cubicle_window_init();
	volatile long there = 4;

	cubicle_window_add(window, (void *)&there, sizeof(there));
	cubicle_window_open_read(window, cubicle_find("lib"));
	zeros[PAGE] = 1;
	cubicle_window_add(window, zeros, sizeof(zeros));
	*(long *)result = lib_sum(0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/* Both write to the same page, which goes to and fro. */
static void ping_pong(void)
{
	const long times = 4000;
	int window = cubicle_window_init(), thread;

	cubicle_window_add(window, page, sizeof(page));
	cubicle_window_open(window, cubicle_find("lib"));
	page[0] = 0;
	thread = lib_count(page, times);
	for (long i = 0; i < times; i++)
		__atomic_fetch_add(page, 1, __ATOMIC_RELAXED);
	check("another's thread begins", thread > 0);
	check("and ends", lib_join(thread) == 0);
	check("nothing is lost on a page that two cubicles write to", page[0] == 2 * times);
	check("windows on stacks that go", in_parallel(window_stack) && in_parallel(fresh) && all_are(cubicle_self()));
}

static long plus(long n)
{
	return n + mine;
}

static void call(void *result)
{
	long numbers[40], good = 1;

	mine = *(long *)result = (long *)result - results;
	for (int round = 0; round < ROUNDS; round++) {
		long sum = 28, twice = round;
		for (int i = 0; i < 40; i++)
			sum += numbers[i] = round * i + mine;
		good &= lib_sum(1, 2, 3, 4, 5, 6, 7, 40, numbers) == sum;
		for (int i = 0; i < 40; i++)
			good &= numbers[i] == round * i + mine + 1;
		lib_twice(&twice);
		good &= twice == 2 * round && lib_call_back(plus, round) == round + mine + 1;
	}
	*(long *)result = good;
}

static void allocate(void *result)
{
	long good = 1;
	int lib = cubicle_find("lib");

	for (int round = 0; round < ROUNDS / 3; round++) {
		int pages = 1 + round % 3, window = cubicle_window_init();
		long *memory = cubicle_pages_alloc(pages);
		for (long i = 0; i < pages * PAGE / 8; i++)
			good &= memory[i] == 0;
		memory[3] = round;
		good &= window >= 0 && cubicle_window_add(window, memory, pages * PAGE) == 0;
		good &= cubicle_window_open(window, lib) == 0;
		lib_twice(memory + 3);
		good &= memory[3] == 2 * round && cubicle_window_close(window, lib) == 0;
		good &= cubicle_window_destroy(window) == 0;
		memory[pages * PAGE / 8 - 1] = -1;
		good &= cubicle_pages_free(memory, pages) == 0;
	}
	*(long *)result = good;
}

static void calls(void)
{
	check("six threads call at once", in_parallel(call) && all_are(1));
	check("six threads ask the monitor at once", in_parallel(allocate) && all_are(1));
}

static int descriptor;

static void read_on(void *result)
{
	char byte;
	long n;

	while ((n = cubicle_syscall(SYS_pread64, descriptor, (long)&byte, 1, 0, 0)) == 1)
		*(long *)result = *(long *)result + 1;
	*(long *)result = n;
}

static void files(void)
{
	const long short_while[2] = { 0, 20000000 };
	int keys;

	__asm__("movl %%gs:0x14, %0" : "=r"(keys));

	descriptor = cubicle_syscall(SYS_open, (long)"/dev/zero", 0, 0, 0, 0);
	check("a file", descriptor > 2);
	for (int i = 0; i < THREADS; i++)
		threads[i] = cubicle_thread_create(read_on, &results[i]);
	cubicle_syscall(SYS_nanosleep, (long)short_while, 0, 0, 0, 0);
	check("is closed while others read", cubicle_syscall(SYS_close, descriptor, 0, 0, 0, 0) == 0);
	for (int i = 0; i < THREADS; i++)
		cubicle_thread_join(threads[i]);
	check("and they find it closed", all_are(-9));
	check("once", cubicle_syscall(SYS_close, descriptor, 0, 0, 0, 0) == -9);
	check("its number can be had again", cubicle_syscall(SYS_open, (long)"/dev/zero", 0, 0, 0, 0) == descriptor);
	check("what cannot be opened leaves no trace", cubicle_syscall(SYS_open, (long)"/dev/mem", 0, 0, 0, 0) == -1
	      && cubicle_syscall(SYS_open, (long)"/nowhere", 0, 0, 0, 0) == -2
	      && cubicle_syscall(SYS_open, (long)"/dev/null", 0, 0, 0, 0) == descriptor + 1);
	check("of futex, waiting and waking alone",
	      cubicle_syscall(SYS_futex, (long)page, 0, page[0] + 1, 0, 0) == -11
	      && cubicle_syscall(SYS_futex, (long)page, 129, 1, 0, 0) == 0
	      && cubicle_syscall(SYS_futex, (long)page, 5, 1, 1, (long)page) == -1
	      && cubicle_syscall(SYS_futex, (long)page, -1L << 32 | 5, 1, 1, (long)page) == -1
	      && cubicle_syscall(SYS_futex, (long)lib_secret(), 0, 0, 0, 0) == (keys & 1 ? -14 : -11));
	check("a vector at 0", cubicle_syscall(SYS_readv, descriptor, 0, 1, 0, 0) == -14);
}

/* The gate's way back, which is on the stack, with a stack pointer that leads nowhere. */
__attribute__((naked)) static void underflow(void *unused)
{
	__asm__("movq $1, (%rdi)\n\tpopq %rax\n\txorl %esp, %esp\n\tjmp *%rax");
	(void)unused;
}

static void under(void)
{
	check("whoever returns below its first call has ended", in_parallel(underflow) && all_are(1));
}

static void end_amid_calls(void *buffer)
{
	lib_end(buffer, PAGE);
}

static void read_secret(void *unused)
{
	(void)unused;
	results[0] = *lib_secret();
}

static void overflow(void *unused)
{
	volatile char much[PAGE];

	much[0] = 1;
	overflow(unused);
	much[1] = 1;
}

static void jump_to_nothing(void *unused)
{
	(void)unused;
	((void (*)(void))0)();
}

static void take_home(void *unused)
{
	(void)unused;
	cubicle_thread_join(cubicle_thread_create(end_amid_calls, page));
	lib_peek(page);
}

static volatile int never;

static void spin(void *unused)
{
	(void)unused;
	lib_spin(&never);
}

static void *thread_pointer(void)
{
	void *pointer;

	__asm__ volatile("movq %%fs:0, %0" : "=r"(pointer));
	return pointer;
}

static void *first;

static long set_pointer(void *pointer)
{
	return cubicle_syscall(SYS_arch_prctl, ARCH_SET_FS, (long)pointer, 0, 0, 0);
}

/* With the first thread's storage it finds that one's variables, and lib finds lib's. */
static void look_elsewhere(void *result)
{
	void *own = thread_pointer();

	*(long *)result = mine == 5 && lib_mine(3) == 3 && set_pointer(first) == 0 && mine == 77
		&& lib_mine(1) == 12 + *(long *)result && set_pointer(own) == 0 && mine == 5 && lib_mine(0) == 3;
}

static void wait_with_pointer(void *result)
{
	__atomic_store_n((long *)result, (long)thread_pointer(), __ATOMIC_RELEASE);
	wait_for_page(result);
}

static void ends_and_pointers(void)
{
	int thread, good = 1;
	long *buffer;

	check("the first thread does not end so", cubicle_syscall(SYS_exit, 0, 0, 0, 0, 0) == -22);
	for (int i = 0; i < 20; i++) {
		buffer = cubicle_pages_alloc(1);
		good &= cubicle_thread_join(cubicle_thread_create(end_amid_calls, buffer)) == 0 && buffer[0] == 8;
		good &= cubicle_pages_free(buffer, 1) == 0;
	}
	check("threads end in another cubicle, and their buffers are in no call", good);
	first = thread_pointer();
	mine = 77;
	lib_mine(11);
	for (int i = 0; i < THREADS; i++) {
		results[i] = i;
		good &= cubicle_thread_join(cubicle_thread_create(look_elsewhere, &results[i])) == 0;
	}
	check("thread-local data of the first thread", good && all_are(1) && mine == 77 && lib_mine(0) == 11 + THREADS);
	check("an address that is no thread's", set_pointer(page) == -22 && set_pointer(0) == -22
	      && set_pointer((char *)first + 8) == -22);
	check("its own", set_pointer(first) == 0);
	check("FS alone", cubicle_syscall(SYS_arch_prctl, ARCH_SET_GS, (long)first, 0, 0, 0) == -1);
	page[0] = results[0] = 0;
	thread = cubicle_thread_create(wait_with_pointer, &results[0]);
	while (!__atomic_load_n(&results[0], __ATOMIC_ACQUIRE))
		cubicle_syscall(SYS_sched_yield, 0, 0, 0, 0, 0);
	check("of a thread that another cubicle has made", lib_pointer((void *)results[0]) == -22 && mine == 77);
	check("of one's own", set_pointer((void *)results[0]) == 0 && mine == 5
	      && set_pointer(first) == 0);
	page[0] = 1;
	cubicle_thread_join(thread);
	check("of one that has ended", set_pointer((void *)results[0]) == -22);
}

static const struct { const char *name; void (*run)(void); } groups[] = {
	{ "begin-and-end", begin_and_end }, { "ping-pong", ping_pong }, { "calls", calls }, { "files", files },
	{ "under", under }, { "ends-and-pointers", ends_and_pointers },
};
static const struct { const char *name; void (*entry)(void *); } wrongs[] = {
	{ "read", read_secret }, { "overflow", overflow }, { "jump", jump_to_nothing }, { "spin", spin },
	{ "entry", (void (*)(void *))8 }, { "lent", take_home },
};

int app_main(int argc, char **argv, char **envp)
{
	(void)envp;
	for (unsigned i = 0; argc > 1 && i < sizeof(groups) / sizeof(*groups); i++)
		if (same(argv[1], groups[i].name)) {
			groups[i].run();
			return 42;
		}
	for (unsigned i = 0; argc > 1 && i < sizeof(wrongs) / sizeof(*wrongs); i++)
		if (same(argv[1], wrongs[i].name)) {
			cubicle_thread_join(cubicle_thread_create(wrongs[i].entry, 0));
			say("still here\n");
			return 1;
		}
	return 2;
}
