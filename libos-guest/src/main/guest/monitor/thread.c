/* Threads: their part of the arena (drawn in monitor.h), and the monitor's lock. */
#include "monitor.h"
#include "system.h"
#include <cubicle/cubicle.h>

#define BLOCK_SIZE sizeof(struct thread)
#define WINDOWS_SIZE round_up(MAX_ARGUMENT_WINDOWS * sizeof(struct argument_window))

/* What the verifier finds in every image, behind a WRPKRU and in front of one. */
_Static_assert(offsetof(struct thread, pkru) == 8 && offsetof(struct thread, cubicle) == 0x10, "");
_Static_assert(offsetof(struct thread, shadow) == PAGE_SIZE, "");

/* Offsets in a thread's part of the arena, the same for all threads. */
static u64 monitor_stack, signal_stack, tls_block;

static int has_stack(const struct cubicle *c)
{
	return c != monitor.cubicles && c->kind != KIND_SHARED;
}

/* Decides where everything lies; -> the end of the last thread's part. */
u64 threads_layout(u64 start)
{
	u64 at = BLOCK_SIZE + PAGE_SIZE + WINDOWS_SIZE + PAGE_SIZE;

	monitor_stack = at;
	signal_stack = monitor_stack + MONITOR_STACK + PAGE_SIZE;
	tls_block = signal_stack + SIGNAL_STACK + PAGE_SIZE;
	monitor.tls_size = round_up(monitor.manifest->tls_memory_size);
	at = tls_block + monitor.tls_size + PAGE_SIZE;	/* with the thread control block's page */
	for (u32 i = 0; i < monitor.cubicle_count; i++) {
		struct cubicle *c = &monitor.cubicles[i];
		if (has_stack(c)) {
			c->stack = at + PAGE_SIZE + c->manifest->stack_size;
			at = c->stack + PAGE_SIZE;
		}
	}
	monitor.threads_start = start;
	monitor.thread_size = at + PAGE_SIZE;
	require(monitor.thread_size <= monitor.arena_end, "the stacks do not fit the arena");
	return start + monitor.max_threads * monitor.thread_size;
}

u64 thread_tls(u32 number)
{
	return thread_at(number)->base + tls_block;
}

static void guard(u64 address, int owner)
{
	describe_pages(address, address + PAGE_SIZE, owner, PAGE_GUARD, 0);
}

struct thread *thread_at(u32 number)
{
	return (struct thread *)(monitor.threads_start + number * monitor.thread_size);
}

/* Records of pages that no thread had before. */
static void describe_thread(u64 base)
{
	u64 windows = base + BLOCK_SIZE + PAGE_SIZE, pointer = base + tls_block + monitor.tls_size;
	const struct manifest_segment *s = (const void *)monitor.manifest->segments;

	describe_pages(base, base + PAGE_SIZE, 0, PAGE_READ, READ | WRITE);
	describe_pages(base + PAGE_SIZE, windows - PAGE_SIZE, 0, PAGE_MONITOR, READ | WRITE);
	guard(windows - PAGE_SIZE, 0);
	describe_pages(windows, windows + WINDOWS_SIZE, 0, PAGE_MONITOR, READ | WRITE);
	guard(base + monitor_stack - PAGE_SIZE, 0);
	describe_pages(base + monitor_stack, base + monitor_stack + MONITOR_STACK, 0, PAGE_MONITOR, READ | WRITE);
	guard(base + signal_stack - PAGE_SIZE, 0);
	describe_pages(base + signal_stack, base + signal_stack + SIGNAL_STACK, 0, PAGE_MONITOR, READ | WRITE);
	guard(base + tls_block - PAGE_SIZE, 0);
	describe_pages(base + tls_block, pointer, 0, PAGE_MONITOR, READ | WRITE);
	for (u32 i = 0; i < monitor.manifest->segment_count; i++, s++) {
		u64 start = base + tls_block + s->start, end = base + tls_block + s->end;
		if (!(s->flags & SEGMENT_TLS))
			continue;
		if (s->sharing == SHARING_PRIVATE)
			describe_part(start, end, s->cubicle, GRANT_THREAD_LOCAL);
		else
			describe_pages(start, end, s->cubicle, PAGE_SHARED, READ | WRITE);
	}
	describe_pages(pointer, pointer + PAGE_SIZE, 0, PAGE_SHARED, READ | WRITE);
	for (u32 i = 0; i < monitor.cubicle_count; i++) {
		const struct cubicle *c = &monitor.cubicles[i];
		u64 save = base + c->stack, low = save - c->manifest->stack_size;
		if (!has_stack(c))
			continue;
		guard(low - PAGE_SIZE, i);
		describe_part(low, save, i, GRANT_STACK);
		describe_pages(save, save + PAGE_SIZE, i, PAGE_SAVE, READ | WRITE);
	}
}

/* Another had them: they come home, leave all windows and are cleared. */
static void clear_thread(u64 base)
{
	struct page *first = page_of(base), *end = page_of(base + monitor.thread_size - 1) + 1;
	struct run r = { 0 };

	for (u32 i = 1; i < monitor.cubicle_count; i++)
		windows_forget(i, first - monitor.pages, end - first);
	for (struct page *p = first; p < end; p++)
		if (p->holder != p->owner)
			page_hold(&r, p, p->owner, p->protection);
	run_flush(&r);
	require(monitor_syscall(SYS_madvise, base, monitor.thread_size, MADV_DONTNEED, 0, 0) >= 0,
		"the kernel refuses to clear memory");
}

/* A thread that has not begun. */
struct thread *thread_make(u32 number)
{
	const struct manifest *m = monitor.manifest;
	struct thread *t = thread_at(number);
	u64 base = (u64)t;

	if (number == monitor.thread_count)
		describe_thread(base);
	else
		clear_thread(base);
	for (u32 i = 0; i < monitor.cubicle_count; i++)
		t->top[i] = has_stack(&monitor.cubicles[i]) ? base + monitor.cubicles[i].stack : 0;
	memcpy((void *)(base + tls_block), (const void *)m->tls_image, m->tls_file_size);
	t->tls = base + tls_block + monitor.tls_size;
	*(u64 *)t->tls = t->tls;
	t->kernel_number = 1;		/* the first thread's ends with the program */
	t->self = t;
	t->number = number;
	t->base = base;
	t->flags = monitor.flags;
	t->keys = monitor.flags & FLAG_KEYS;
	t->unusual = !t->keys || monitor.flags & FLAG_AVX;
	t->frames[0].return_address = (u64)stop_return;
	t->frames[0].row = gate_functions;
	t->shadow = t->shadow_base = t->frames + 1;
	t->windows = (struct argument_window *)(base + BLOCK_SIZE + PAGE_SIZE);
	t->monitor_rsp = base + monitor_stack + MONITOR_STACK;
	if (number == monitor.thread_count)
		monitor.thread_count = number + 1;
	return t;
}

/* Makes it the thread that runs here. */
void thread_here(struct thread *t)
{
	struct { u64 start; u32 flags, pad; u64 size; } stack =
		{ t->base + signal_stack, 0, 0, SIGNAL_STACK };

	if (monitor_syscall(SYS_arch_prctl, ARCH_SET_GS, (long)t, 0, 0, 0) < 0
	    || monitor_syscall(SYS_arch_prctl, ARCH_SET_FS, t->tls, 0, 0, 0) < 0
	    || monitor_syscall(SYS_sigaltstack, (long)&stack, 0, 0, 0, 0) < 0)
		die(125, "the kernel refuses a thread's registers or signal stack", 0);
}

/*
 * The monitor's lock, around the page records, the windows, the keys, the pool and the descriptors: held by
 * whoever runs with all keys open and changes them. The gate's usual way takes none. What it touches is the
 * thread's own, or fixed since boot, or a mere count (calls, gate_clock, gate_stamp) that may miss one.
 */
static u32 lock_word;			/* 1: held, 2: and somebody waits */
struct thread *volatile lock_holder;

void lock(void)
{
	for (int i = 0; i < 100; i++, __builtin_ia32_pause()) {
		u32 free = 0;
		if (__atomic_compare_exchange_n(&lock_word, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			goto held;
	}
	while (__atomic_exchange_n(&lock_word, 2, __ATOMIC_ACQUIRE))
		monitor_syscall(SYS_futex, (long)&lock_word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 2, 0, 0);
held:
	lock_holder = self();
}

void unlock(void)
{
	lock_holder = 0;
	if (__atomic_exchange_n(&lock_word, 0, __ATOMIC_RELEASE) == 2)
		monitor_syscall(SYS_futex, (long)&lock_word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0);
}

static _Noreturn void end_here(struct thread *t)
{
	t->key_of = 0;
	/* The kernel clears kernel_number when nothing runs on these stacks any more, and wakes who waits. */
	for (;;)
		monitor_syscall(SYS_exit, 0, 0, 0, 0, 0);
}

/* A created thread, on its monitor's stack, with all keys open like the thread that made it. */
void thread_child(void);
_Noreturn void thread_main(struct thread *t);
_Noreturn void thread_main(struct thread *t)
{
	thread_here(t);
	thread_enter(monitor.function_count + t->number, t->argument, 0, 0);
	end_here(t);
}

static u32 free_number(void)
{
	u32 n = 0;

	while (n < monitor.thread_count && *(volatile u32 *)&thread_at(n)->kernel_number)
		n++;
	return n;
}

/* Each thread has a row of the gate's table that the monitor alone may call. -> it, for that function */
u32 thread_row(u32 thread, u64 target, u32 cubicle, int integers)
{
	u32 row = monitor.function_count + thread;

	gate_functions[row] = (struct gate_function){ .target = target, .callers = { 1 },
		.counts = &calls_by_monitor, .cubicle = cubicle, .integers = integers };
	return row;
}

/* Entry is code that the caller could jump to. */
static int create(u64 entry, u64 argument)
{
	static u32 created;
	const long flags = 0x350f00;	/* VM FS FILES SIGHAND THREAD SYSVSEM PARENT_SETTID CHILD_CLEARTID */
	u32 n = free_number();

	if (n == monitor.max_threads)
		return -EAGAIN;
	struct thread *t = thread_make(n);
	thread_row(n, entry, self()->cubicle, 1);
	t->argument = argument;
	t->creator = self()->cubicle;
	t->id = created = created % 0x7fffffff + 1;
	u64 *stack = (u64 *)t->monitor_rsp - 2;
	stack[0] = (u64)thread_child;
	stack[1] = (u64)t;
	t->monitor_rsp -= 512;		/* for thread_main, which lives as long as the thread */
	long result = monitor_syscall(SYS_clone, flags, (long)stack, (long)&t->kernel_number,
				      (long)&t->kernel_number, 0);
	if (result > 0)
		return t->id;
	t->kernel_number = 0;
	return -EAGAIN;
}

int cubicle_thread_create(void (*entry)(void *), void *argument)
{
	return LOCKED(create((u64)entry, (u64)argument));
}

int cubicle_thread_join(int id)
{
	struct thread *here = self();
	u32 *word = 0, number;

	if (id <= 0 || (u32)id == here->id)
		return -EINVAL;
	here->key_of = 0;		/* gate_finish takes the key again */
	do {
		number = 0;
		lock();
		for (u32 i = 1; i < monitor.thread_count && !number; i++)
			if (thread_at(i)->id == (u32)id && thread_at(i)->creator == here->cubicle) {
				word = &thread_at(i)->kernel_number;
				number = *(volatile u32 *)word;
			}
		unlock();
		if (number) {
			monitor_syscall(SYS_futex, (long)word, FUTEX_WAIT, number, 0, 0);
			monitor_syscall(SYS_futex, (long)word, FUTEX_WAKE, 1, 0, 0);
		}
	} while (number);
	return 0;
}

/* Buffers of calls that never return come home. */
long thread_exit(void)
{
	struct thread *t = self();

	if (t->number == 0)
		return -EINVAL;
	lock();
	for (struct frame *f = t->shadow; f-- > t->shadow_base; )
		arguments_close(t, f);
	unlock();
	end_here(t);
}

/*
 * FS is nothing to the monitor. Wherever it points, each cubicle finds thread-local data of its own; that of the
 * first thread, or of one that the caller has made.
 */
long thread_pointer(u64 to)
{
	for (u32 i = 0; i < monitor.thread_count; i++) {
		const struct thread *t = thread_at(i);
		if (t->tls == to && t->kernel_number && (t == self() || i == 0 || t->creator == self()->cubicle))
			return monitor_syscall(SYS_arch_prctl, ARCH_SET_FS, to, 0, 0, 0);
	}
	return -EINVAL;
}
