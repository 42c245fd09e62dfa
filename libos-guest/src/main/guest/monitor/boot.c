/*
 * From the kernel's first instruction to the first cubicle's. The order matters: records before keys are
 * put on pages, the handler before anything can fault, the filter last.
 */
#include "monitor.h"
#include "system.h"
#include <cubicle/cubicle.h>
#include <cpuid.h>

extern const struct manifest cubicle_manifest;
extern const u64 constructors_start[] __asm__("cubicle_constructors_start");
extern const u64 constructors_end[] __asm__("cubicle_constructors_end");
void boot_open_all(void);

struct monitor monitor;
struct statistics *cubicle_statistics;
struct violation cubicle_violation;
u64 *fault_counts;
u64 calls_by_monitor;
u32 boot_done;

static u64 arena_next;

_Noreturn void die(int status, const char *what, const char *more)
{
	struct text t;

	t.length = 0;
	put(&t, "cubicle: %s%s\n", what, more);
	put_out(&t, 2);
	for (;;)
		monitor_syscall(SYS_exit_group, status, 0, 0, 0, 0);
}

void require(int holds, const char *otherwise)
{
	if (!holds)
		die(125, otherwise, 0);
}

/* Memory of the monitor's own, cleared, for as long as it runs. */
static void *carve(u64 size)
{
	u64 start = arena_next;

	size = round_up(size);
	require(size <= monitor.arena_end - arena_next, "the arena is too small");
	arena_next += size;
	require(monitor_syscall(SYS_mprotect, start, size, READ | WRITE, 0, 0) >= 0, "the kernel refuses memory");
	return (void *)start;
}

static void reserve_arena(const struct manifest *m)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
	/* the sixth argument is the cookie, which is 0 as long as there is no filter */
	long result = monitor_syscall(SYS_mmap, m->arena_start, m->arena_size, 0, flags, -1);

	require(result == (long)m->arena_start, "the arena cannot be reserved");
	arena_next = m->arena_start;
}

/* Linux before 6.12 writes signal frames with the interrupted PKRU, and so cannot deliver a fault. */
static void check_kernel(void)
{
	struct { char field[6][65]; } name;
	const char *s = name.field[2];
	u32 number[2] = { 0, 0 };

	monitor_syscall(SYS_uname, (long)&name, 0, 0, 0, 0);
	for (int i = 0; i < 2; i++) {
		for (; *s >= '0' && *s <= '9'; s++)
			number[i] = number[i] * 10 + *s - '0';
		s += *s == '.';
	}
	if (number[0] < 6 || (number[0] == 6 && number[1] < 12))
		die(3, "keys need Linux 6.12 or later; without: CUBICLE=mpk=off, or the emulator "
		    "(./cubicle run). This is ", name.field[2]);
}

static void check_cpu(void)
{
	u32 a, b, c = 0, d, xcr0 = 0, high;

	if (monitor.flags & FLAG_KEYS) {
		if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(c & 1 << 4))
			die(3, "this CPU or kernel has no memory protection keys: run with CUBICLE=mpk=off, "
			    "or in the emulator (./cubicle run)", 0);
		check_kernel();
		__get_cpuid_count(0xd, 9, &a, &b, &c, &d);
		monitor.pkru_offset = b;
	}
	if (__get_cpuid(1, &a, &b, &c, &d) && c & 1 << 27)	/* OSXSAVE */
		__asm__ volatile("xgetbv" : "=a"(xcr0), "=d"(high) : "c"(0));
	if (xcr0 & 4)
		monitor.flags |= FLAG_AVX;
	if ((xcr0 & 0xe0) == 0xe0)
		monitor.flags |= FLAG_AVX512;
	/* Without AVX the part that FXRSTOR knows is all there is. */
	restored_state = xcr0 & 4 ? xcr0 & XSTATE_RESTORED : 0;
}

static void make_cubicles(const struct manifest *m)
{
	const struct manifest_cubicle *row = (const void *)m->cubicles;
	u64 masks = m->cubicle_count * sizeof(u64);

	monitor.cubicles = carve(m->cubicle_count * sizeof(struct cubicle));
	u64 *open = carve(m->cubicle_count * masks * 2);
	struct range *ranges = carve(m->cubicle_count * sizeof(struct range) * MAX_RANGES);
	for (u32 i = 0; i < m->cubicle_count; i++) {
		u64 *write = open + 2 * i * m->cubicle_count, *read = write + m->cubicle_count;
		monitor.cubicles[i] = (struct cubicle){ .manifest = &row[i], .name = monitor.strings + row[i].name,
			.kind = row[i].kind, .open_write = write, .open_read = read,
			.ranges = ranges + i * MAX_RANGES, .heap_limit = row[i].heap_limit / PAGE_SIZE };
	}
}

static void make_statistics(const struct manifest *m)
{
	u64 n = m->cubicle_count, f = m->function_count;
	u64 bytes = sizeof(struct statistics) + (3 * n + f * n) * sizeof(u64);
	struct statistics *s = carve(bytes);

	cubicle_statistics = s;
	*s = (struct statistics){ .magic = STATISTICS_MAGIC, .version = 1, .size = sizeof(*s), .bytes = bytes,
		.cubicle_count = n, .function_count = f };
	fault_counts = (u64 *)(s + 1) + n;
}

/* The gate reads tables of the monitor's own, not the manifest. */
static void make_gate(const struct manifest *m)
{
	const struct manifest_function *f = (const void *)m->functions;
	u64 *counts = (u64 *)(cubicle_statistics + 1) + 3 * m->cubicle_count;

	gate_functions = carve((m->function_count + monitor.max_threads + 1) * sizeof(struct gate_function));
	gate_function_count = m->function_count + monitor.max_threads;	/* see thread_row */
	for (u32 i = 0; i < m->function_count; i++, f++) {
		struct gate_function *g = &gate_functions[i];
		int variadic = f->flags & FUNCTION_VARIADIC;
		*g = (struct gate_function){ .target = f->target, .counts = counts + i * m->cubicle_count,
			.cubicle = f->cubicle, .slow = f->stack_words || f->argument_count || f->cubicle == 0 || monitor.observed,
			.integers = variadic ? 6 : f->integer_arguments,
			.vectors = variadic ? 8 : f->vector_arguments, .result = f->result, .flags = f->flags };
		memcpy(g->callers, f->callers, sizeof(g->callers));
		g->callers[0] &= ~1ull;
	}
	gate_functions[m->entry].callers[0] |= 1;	/* cubicle 0 is who boots */
}

static void tag_image(const struct manifest *m)
{
	static const u8 states[] = { PAGE_PRIVATE, PAGE_READ, PAGE_SHARED };
	const struct manifest_segment *s = (const void *)m->segments;

	for (u32 i = 0; i < m->segment_count; i++, s++) {
		int kind = monitor.cubicles[s->cubicle].kind;
		int state = states[s->sharing];
		int protection = s->protection;
		if (s->flags & SEGMENT_TLS)
			continue;
		if (state == PAGE_PRIVATE && kind != KIND_ISOLATED)
			state = PAGE_MONITOR;
		if (protection == (READ | EXECUTE)
		    && monitor.cubicles[s->cubicle].manifest->flags & CUBICLE_EXECUTE_ONLY)
			protection = EXECUTE;
		describe_pages(s->start, s->end, s->cubicle, state, protection);
	}
}

/* Arguments, environment and the harmless part of the auxiliary vector, where everybody can read them. */
static char **copy_arguments(char **argv, const u64 *auxiliary, char ***environment)
{
	static const u8 passed[] = { 6, 11, 12, 13, 14, 16, 17, 23, 26 };	/* AT_PAGESZ .. AT_HWCAP2 */
	char **from = argv;
	u64 strings = 16, words = 4, count = 0;

	for (int end = 0; end < 2; from++, words++) {
		end += *from == 0;
		if (*from)
			strings += length(*from) + 1;
	}
	words += 2 * sizeof(passed) + 2;
	u64 size = round_up(strings + words * 8);
	char **to = carve(size), **result = to, *string = (char *)(to + words);
	for (from = argv; count < 2; from++) {
		*to++ = *from ? string : 0;
		if (*from) {
			u64 n = length(*from) + 1;
			memcpy(string, *from, n);
			string += n;
		} else if (count++ == 0)
			*environment = to;
	}
	u64 *a = (u64 *)to;
	for (; *auxiliary; auxiliary += 2)
		for (u32 i = 0; i < sizeof(passed); i++)
			if (*auxiliary == passed[i]) {
				*a++ = auxiliary[0];
				*a++ = auxiliary[1];
			}
	*a++ = 25;		/* AT_RANDOM: bytes of its own, not the ones the kernel gave the monitor */
	*a++ = (u64)string;
	monitor_syscall(SYS_getrandom, (long)string, 16, 0, 0, 0);
	describe_pages((u64)result, (u64)result + size, 0, PAGE_SHARED, READ | WRITE);
	return result;
}

static void install_handler(void)
{
	static const u8 signals[] = { SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS };
	/* NODEFER and an empty mask: there is nothing for a sigreturn to restore */
	struct { void (*handler)(void); u64 flags; void (*restorer)(void); u64 mask; } action =
		{ signal_entry, 0x4c000004, signal_restorer, 0 };

	for (u32 i = 0; i < sizeof(signals); i++)
		require(monitor_syscall(SYS_rt_sigaction, signals[i], (long)&action, 0, 8, 0) >= 0,
			"the kernel refuses a signal handler");
}

/* Constructors, in the cubicle that is entered first; the table is empty if a component runs them itself. */
static void run_constructors(const struct manifest *m, long argc, char **argv, char **environment)
{
	for (const u64 *f = constructors_start; f < constructors_end; f++)
		thread_enter(thread_row(0, *f, gate_functions[m->entry].cubicle, 3), argc, argv, environment);
}

static void open_grants(const struct manifest *m)
{
	const struct manifest_grant *g = (const void *)m->grants;

	for (u32 i = 0; i < m->grant_count; i++)
		window_fixed(&g[i]);
}

_Noreturn void boot(u64 *stack)
{
	const struct manifest *m = &cubicle_manifest;
	long argc = stack[0];
	char **argv = (char **)(stack + 1), **environment = argv + argc + 1;
	char **end_of_strings = environment;

	while (*end_of_strings)
		end_of_strings++;
	const u64 *auxiliary = (u64 *)(end_of_strings + 1);
	const char *wrong = check_manifest(m);
	if (wrong)
		die(125, "the image's manifest cannot be used: ", wrong);
	monitor = (struct monitor){ .manifest = m, .strings = (const char *)m->strings,
		.cubicle_count = m->cubicle_count, .function_count = m->function_count,
		.max_threads = m->max_threads ? m->max_threads : 1, .image_start = m->image_start,
		.arena_end = m->arena_start + m->arena_size, .statistics_fd = -1, .report_fd = -1 };
	read_options(environment);
	check_cpu();
	reserve_arena(m);
	monitor.page_count = (monitor.arena_end - monitor.image_start) >> PAGE_SHIFT;
	monitor.pages = carve(monitor.page_count * sizeof(struct page));
	make_cubicles(m);
	make_statistics(m);
	make_gate(m);
	if (monitor.flags & FLAG_KEYS) {
		boot_open_all();
		syscall_compare = 1;
	}
	keys_boot();
	tag_image(m);
	argv = copy_arguments(argv, auxiliary, &environment);
	u64 end = threads_layout(arena_next);
	require(end <= monitor.arena_end && end >= arena_next, "the arena is too small for the stacks");
	heap_boot(end);
	open_grants(m);
	thread_here(thread_make(0));
	observe_begin();
	install_handler();
	install_filter();
	boot_done = 1;
	cubicle_statistics->retags = cubicle_statistics->retag_calls = 0;	/* boot is not counted */
	run_constructors(m, argc, argv, environment);
	finish(thread_enter(m->entry, argc, argv, environment));
}

/* What was counted on the way needs no counter of its own. */
static void complete(struct statistics *s)
{
	u64 n = s->cubicle_count, depth = 0;
	u64 *pages = (u64 *)(s + 1) + 2 * n, *counts = pages + n;

	for (u32 f = 0; f < s->function_count; f++)
		for (u32 i = 0; i < n; i++) {
			s->calls += counts[f * n + i];
			if (gate_functions[f].cubicle == 0)
				s->monitor_calls += counts[f * n + i];
		}
	for (u32 i = 0; i < monitor.thread_count; i++)
		depth += thread_at(i)->shadow - thread_at(i)->shadow_base;
	if (monitor.flags & FLAG_KEYS)
		s->switches += 2 * (s->calls - s->monitor_calls) + 2 * (s->calls + 2 * calls_by_monitor - depth);
	for (u64 i = 0; i < monitor.page_count; i++)
		if (monitor.pages[i].state == PAGE_PRIVATE || monitor.pages[i].state == PAGE_SAVE)
			pages[monitor.pages[i].owner]++;
}

_Noreturn void finish(int status)
{
	if (lock_holder != self())
		lock();			/* for good: one thread alone ends the program */
	if (monitor.statistics_fd >= 0) {
		complete(cubicle_statistics);
		write_all(monitor.statistics_fd, cubicle_statistics, cubicle_statistics->bytes);
	}
	if (monitor.report_fd >= 0)
		write_all(monitor.report_fd, &cubicle_violation, sizeof(cubicle_violation));
	for (;;)
		monitor_syscall(SYS_exit_group, status & 0xff, 0, 0, 0, 0);
}

_Noreturn void cubicle_exit(int status) { finish(status); }

int cubicle_find(const char *name)
{
	char copy[64];

	if (copy_string(copy, (u64)name, sizeof(copy)) < 0)
		return -EINVAL;
	for (u32 i = 0; i < monitor.cubicle_count; i++)
		if (equal(monitor.cubicles[i].name, copy))
			return i;
	return -ENOENT;
}
