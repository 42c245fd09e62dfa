/* Threads: their part of the arena (drawn in monitor.h), and the monitor's lock. */
#include "monitor.h"
#include "system.h"
#include <cubicle/cubicle.h>

#define BLOCK_SIZE sizeof(struct thread)
#define WINDOWS_SIZE round_up(MAX_ARGUMENT_WINDOWS * sizeof(struct argument_window))

_Static_assert(offsetof(struct thread, pkru) == T_PKRU, "");
_Static_assert(offsetof(struct thread, cubicle) == T_CUBICLE, "");
_Static_assert(offsetof(struct thread, flags) == T_FLAGS, "");
_Static_assert(offsetof(struct thread, resume_rip) == T_RESUME_RIP, "");
_Static_assert(offsetof(struct thread, resume_rsp) == T_RESUME_RSP, "");
_Static_assert(offsetof(struct thread, resume_save) == T_RESUME_SAVE, "");
_Static_assert(offsetof(struct thread, shadow) == T_SHADOW, "");
_Static_assert(offsetof(struct thread, shadow_base) == T_SHADOW_BASE, "");
_Static_assert(offsetof(struct thread, unusual) == T_UNUSUAL, "");
_Static_assert(offsetof(struct thread, monitor_rsp) == T_MONITOR_RSP, "");
_Static_assert(offsetof(struct thread, syscall_rsp) == T_SYSCALL_RSP, "");
_Static_assert(offsetof(struct thread, in_handler) == T_IN_HANDLER, "");
_Static_assert(offsetof(struct thread, keys) == T_KEYS, "");
_Static_assert(offsetof(struct thread, scratch) == T_SCRATCH, "");
_Static_assert(offsetof(struct thread, arguments) == T_ARGUMENTS, "");
_Static_assert(offsetof(struct thread, top) == T_TOP, "");
_Static_assert(offsetof(struct thread, frames) == T_SHADOW_STACK, "");
_Static_assert(sizeof(struct thread) % PAGE_SIZE == 0, "");
_Static_assert(sizeof(struct frame) == FRAME_SIZE, "");
_Static_assert(offsetof(struct frame, row) == F_ROW, "");
_Static_assert(offsetof(struct frame, mxcsr) == F_MXCSR, "");
_Static_assert(offsetof(struct frame, control) == F_CONTROL, "");
_Static_assert(offsetof(struct frame, windows) == F_WINDOWS, "");
_Static_assert(offsetof(struct frame, function) == F_FUNCTION, "");
_Static_assert(sizeof(struct gate_function) == 64, "");
_Static_assert(offsetof(struct gate_function, counts) == G_COUNTS, "");
_Static_assert(offsetof(struct gate_function, flags) == G_FLAGS, "");

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
	monitor.max_threads = monitor.manifest->max_threads ? monitor.manifest->max_threads : 1;
	if (monitor.thread_size > monitor.arena_end || monitor.max_threads > 4096)
		die(125, "the stacks do not fit the arena", 0);
	return start + monitor.max_threads * monitor.thread_size;
}

u64 thread_tls(u32 number)
{
	return monitor.threads_start + number * monitor.thread_size + tls_block;
}

static void make_tls(u64 block)
{
	const struct manifest *m = monitor.manifest;
	const struct manifest_segment *s = (const void *)m->segments;
	u64 pointer = block + monitor.tls_size;

	describe_pages(block, pointer, 0, PAGE_MONITOR, READ | WRITE);
	memcpy((void *)block, (const void *)m->tls_image, m->tls_file_size);
	for (u32 i = 0; i < m->segment_count; i++, s++)
		if (s->flags & SEGMENT_TLS)
			describe_pages(block + s->start, block + s->end, s->cubicle,
				       s->sharing == SHARING_PRIVATE ? PAGE_PRIVATE : PAGE_SHARED,
				       READ | WRITE);
	describe_pages(pointer, pointer + PAGE_SIZE, 0, PAGE_SHARED, READ | WRITE);
	*(u64 *)pointer = pointer;
}

static void guard(u64 address, int owner)
{
	describe_pages(address, address + PAGE_SIZE, owner, PAGE_GUARD, 0);
}

struct thread *thread_make(u32 number)
{
	u64 base = monitor.threads_start + number * monitor.thread_size;
	u64 windows = base + BLOCK_SIZE + PAGE_SIZE;
	struct thread *t = (struct thread *)base;

	describe_pages(base, base + PAGE_SIZE, 0, PAGE_READ, READ | WRITE);
	describe_pages(base + PAGE_SIZE, windows - PAGE_SIZE, 0, PAGE_MONITOR, READ | WRITE);
	guard(windows - PAGE_SIZE, 0);
	describe_pages(windows, windows + WINDOWS_SIZE, 0, PAGE_MONITOR, READ | WRITE);
	guard(base + monitor_stack - PAGE_SIZE, 0);
	describe_pages(base + monitor_stack, base + monitor_stack + MONITOR_STACK, 0, PAGE_MONITOR, READ | WRITE);
	guard(base + signal_stack - PAGE_SIZE, 0);
	describe_pages(base + signal_stack, base + signal_stack + SIGNAL_STACK, 0, PAGE_MONITOR, READ | WRITE);
	guard(base + tls_block - PAGE_SIZE, 0);
	make_tls(base + tls_block);
	for (u32 i = 0; i < monitor.cubicle_count; i++) {
		struct cubicle *c = &monitor.cubicles[i];
		u64 save = base + c->stack, low = save - c->manifest->stack_size;
		if (!has_stack(c))
			continue;
		guard(low - PAGE_SIZE, i);
		describe_pages(low, save, i, PAGE_PRIVATE, READ | WRITE);
		describe_pages(save, save + PAGE_SIZE, i, PAGE_SAVE, READ | WRITE);
		t->top[i] = save;
	}
	t->self = t;
	t->number = number;
	t->base = base;
	t->flags = monitor.flags;
	t->keys = monitor.flags & FLAG_KEYS;
	t->unusual = !t->keys || monitor.flags & FLAG_AVX;
	t->frames[0].return_address = (u64)stop_return;
	t->frames[0].row = gate_functions;
	t->shadow = t->shadow_base = t->frames + 1;
	t->windows = (struct argument_window *)windows;
	t->monitor_rsp = base + monitor_stack + MONITOR_STACK;
	t->tls = base + tls_block + monitor.tls_size;
	if (number >= monitor.thread_count)
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

/* Does another thread run in that cubicle? */
int thread_elsewhere(struct thread *here, u32 cubicle)
{
	(void)here, (void)cubicle;
	return 0;
}

void lock(void) { }
void unlock(void) { }

int cubicle_thread_create(void (*entry)(void *), void *argument)
{
	(void)entry, (void)argument;
	return -ENOSYS;
}
