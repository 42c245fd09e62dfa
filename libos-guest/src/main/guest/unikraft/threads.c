/*
 * Threads of the tree's scheduler. Each is a thread of the monitor's, since a stack pointer cannot be switched under
 * the gate, which knows where each thread's calls return to. One of them runs at a time: who switches to another
 * gives it the turn and waits for its own. All wait here, in the scheduler's cubicle.
 *
 * The tree's contexts and areas for thread-local storage are but names, by their addresses: stacks and storage are
 * those of the monitor's threads. Since the tree makes the storage of a thread before its context, and never says
 * which belong together, a context that begins gets the storage that FS points to when it is switched to. So it is
 * on bare metal: FS, like the control bits of the floating-point units, stays over a switch.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>

#include <cubicle/cubicle.h>

#include "unikraft.h"

#define MOST 64				/* the monitor's most */
#define FUTEX_WAIT 0			/* linux/futex.h */
#define FUTEX_WAKE 1
#define ARCH_SET_FS 0x1002		/* asm/prctl.h */

enum { WAIT_ON, GO_ON, END };		/* of 'turn' */

typedef void entry_function(long a, long b);

struct start {
	const void *context;
	entry_function *entry;
	long arguments[2];
};

struct thread {
	int number;			/* of the monitor's thread; 0: none yet, or the first */
	uint32_t turn, ready;		/* futex words */
	const void *area;		/* names its storage */
	void *pointer;			/* to its storage */
	void *running_pointer;		/* FS, as whoever switched here left it */
	struct start start;
	uint32_t control;		/* MXCSR and x87 control word, likewise */
	uint16_t control_x87;
	uint8_t initialised;		/* its storage */
	uint8_t begun, released;
	uint64_t ended;			/* 0, or how many have ended with it */
};

void ukarch_ctx_init(const void *context, uintptr_t sp, int keep_registers, uintptr_t ip);
void ukarch_ctx_init_entry0(const void *context, uintptr_t sp, int keep_registers, entry_function *entry);
void ukarch_ctx_init_entry1(const void *context, uintptr_t sp, int keep_registers, entry_function *entry, long a);
void ukarch_ctx_init_entry2(const void *context, uintptr_t sp, int keep_registers, entry_function *entry, long a,
			    long b);
void ukarch_ctx_switch(const void *store, const void *load);
uintptr_t ukarch_tls_tlsp(const void *area);
const void *ukarch_tls_area_get(uintptr_t pointer);
void *ukarch_tls_tcb_get(uintptr_t pointer);
void ukarch_tls_area_init(const void *area);
void ukplat_tlsp_set(uintptr_t pointer);
void uk_thread_ended(const void *thread);

/* Of the C library, if it keeps a control block. */
void ukarch_tls_tcb_init(void *control_block) __attribute__((weak));

static struct thread threads[MOST], *running = threads;
static struct start starts[MOST];
static uint64_t ended;

static void *thread_pointer(void)
{
	void *pointer;

	__asm__ volatile("movq %%fs:0, %0" : "=r"(pointer));
	return pointer;
}

/* A policy may leave out what the builder's would permit. */
static long system_call(long number, long a, long b, long c)
{
	long result = cubicle_syscall(number, a, b, c, 0, 0);

	if (result == -EPERM)
		uk_linux_stop(UK_STOP_CALLS);
	return result;
}

static void point(void *to)
{
	if (to != thread_pointer() && system_call(SYS_arch_prctl, ARCH_SET_FS, (long)to, 0) < 0)
		uk_linux_stop(UK_STOP_POINTER);
}

static void wake(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	system_call(SYS_futex, (long)word, FUTEX_WAKE, 1);
}

static uint32_t wait(uint32_t *word)
{
	uint32_t value;

	while ((value = __atomic_load_n(word, __ATOMIC_ACQUIRE)) == 0)
		system_call(SYS_futex, (long)word, FUTEX_WAIT, 0);
	return value;
}

static void wait_for_turn(struct thread *t)
{
	uint32_t turn = wait(&t->turn);

	t->turn = WAIT_ON;
	if (turn == END)
		system_call(SYS_exit, 0, 0, 0);
	point(t->running_pointer);
	__asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(t->control), "m"(t->control_x87));
}

/* What a thread of the monitor's runs. */
static void body(void *argument)
{
	struct thread *t = argument;

	t->pointer = thread_pointer();
	wake(&t->ready, 1);
	wait_for_turn(t);
	t->start.entry(t->start.arguments[0], t->start.arguments[1]);
	uk_linux_stop(UK_STOP_RETURNED);
}

/* Its thread of the monitor's ends, wherever it waits. */
static void vacate(struct thread *t)
{
	wake(&t->turn, END);
	cubicle_thread_join(t->number);
	*t = (struct thread){ 0 };
}

/* The first of those that have ended. */
static struct thread *oldest(void)
{
	struct thread *first = NULL;

	for (struct thread *t = threads + 1; t < threads + MOST; t++)
		if (t->ended && t != running && (!first || t->ended < first->ended))
			first = t;
	return first;
}

/*
 * A row for a new thread. First that of one that has ended and whose storage the tree has finished with; then one
 * that was never used; else that of the one that has ended first.
 */
static struct thread *vacant(void)
{
	struct thread *unused = NULL, *last;

	for (struct thread *t = threads + 1; t < threads + MOST; t++) {
		if (t->released && t != running) {
			vacate(t);
			return t;
		}
		if (t->number == 0 && !unused)
			unused = t;
	}
	if (unused)
		return unused;
	last = oldest();
	if (!last)
		uk_linux_stop(UK_STOP_THREADS);
	vacate(last);
	return last;
}

static void make(struct thread *t)
{
	while ((t->number = cubicle_thread_create(body, t)) < 0) {
		struct thread *last = oldest();
		if (!last)
			uk_linux_stop(UK_STOP_THREADS);
		vacate(last);
	}
	wait(&t->ready);
}

/* The first thread has its storage from the start. */
static struct thread *of_area(const void *area)
{
	struct thread *t = threads;

	if (!t->area) {
		t->area = area;
		t->pointer = thread_pointer();
	}
	for (; t < threads + MOST; t++)
		if (t->area == area && !t->ended)
			return t;
	t = vacant();
	make(t);
	t->area = area;
	return t;
}

static struct thread *of_pointer(const void *pointer)
{
	for (struct thread *t = threads; t < threads + MOST; t++)
		if (t->pointer == pointer)
			return t;
	return NULL;
}

static struct thread *of_context(const void *context)
{
	for (struct thread *t = threads; t < threads + MOST; t++)
		if (t->start.context == context && !t->ended)
			return t;
	return NULL;
}

static struct start *start_of(const void *context)
{
	for (struct start *s = starts; s < starts + MOST; s++)
		if (s->context == context)
			return s;
	return NULL;
}

static void end(struct thread *t)
{
	if (t && t != threads)
		t->ended = ++ended;
}

/* The tree has forgotten whoever had that context before. */
static void begin_in(const void *context, entry_function *entry, long a, long b)
{
	struct start *unused = start_of(context) ?: start_of(NULL);

	end(of_context(context));
	if (!unused)
		uk_linux_stop(UK_STOP_THREADS);
	*unused = (struct start){ context, entry, { a, b } };
}

/* A context that has not run yet: with the storage that FS points to, or one of its own if that is another's. */
static struct thread *begin(const void *context)
{
	struct start *start = start_of(context);
	struct thread *t = of_pointer(thread_pointer());

	if (!start)
		uk_linux_stop(UK_STOP_CONTEXT);
	if (!t || t->begun || t->ended || t == threads) {
		t = vacant();
		make(t);
		point(t->pointer);
	}
	t->start = *start;
	t->begun = 1;
	*start = (struct start){ 0 };
	return t;
}

void ukarch_ctx_switch(const void *store, const void *load)
{
	struct thread *from = running, *to = of_context(load);

	from->start.context = store;
	if (!to)
		to = begin(load);
	to->running_pointer = thread_pointer();
	__asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(to->control), "=m"(to->control_x87));
	running = to;
	wake(&to->turn, GO_ON);
	wait_for_turn(from);
}

/*
 * Of the table of those who want to know that a thread ends; it is called with that thread's storage. One that ends
 * itself switches once more.
 */
void uk_thread_ended(const void *thread)
{
	struct start *start = start_of(thread);
	struct thread *t = of_context(thread);

	if (start) {
		*start = (struct start){ 0 };
		t = of_pointer(thread_pointer());
		if (t && t->begun)
			t = NULL;
	}
	end(t);
}

/* Where to go on is not the beginning of a function: see UK_STOP_CONTEXT. */
void ukarch_ctx_init(const void *context, uintptr_t sp, int keep_registers, uintptr_t ip)
{
	(void)sp;
	(void)keep_registers;
	(void)ip;
	end(of_context(context));
}

void ukarch_ctx_init_entry0(const void *context, uintptr_t sp, int keep_registers, entry_function *entry)
{
	(void)sp;
	(void)keep_registers;
	begin_in(context, entry, 0, 0);
}

void ukarch_ctx_init_entry1(const void *context, uintptr_t sp, int keep_registers, entry_function *entry, long a)
{
	(void)sp;
	(void)keep_registers;
	begin_in(context, entry, a, 0);
}

void ukarch_ctx_init_entry2(const void *context, uintptr_t sp, int keep_registers, entry_function *entry, long a,
			    long b)
{
	(void)sp;
	(void)keep_registers;
	begin_in(context, entry, a, b);
}

uintptr_t ukarch_tls_tlsp(const void *area)
{
	return (uintptr_t)of_area(area)->pointer;
}

const void *ukarch_tls_area_get(uintptr_t pointer)
{
	const struct thread *t = of_pointer((const void *)pointer);

	return t ? t->area : NULL;
}

/* When a thread has ended, the last that the tree wants of its storage is the control block. */
void *ukarch_tls_tcb_get(uintptr_t pointer)
{
	struct thread *t = of_pointer((const void *)pointer);

	if (t && t->ended)
		t->released = 1;
	return (void *)pointer;
}

/*
 * The monitor has filled the storage. Memory that names a thread already has been freed since, and that thread never
 * began: another one takes its place, with the same storage, made anew.
 */
void ukarch_tls_area_init(const void *area)
{
	struct thread *t = of_area(area);

	if (t->initialised && t != threads) {
		vacate(t);
		make(t);
		t->area = area;
	}
	t->initialised = 1;
	if (ukarch_tls_tcb_init)
		ukarch_tls_tcb_init(t->pointer);
}

void ukplat_tlsp_set(uintptr_t pointer)
{
	if (pointer)
		point((void *)pointer);
}
