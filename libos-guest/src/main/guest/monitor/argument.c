/*
 * Argument windows: opened by the gate for one call, from what the manifest says about its parameters.
 * They live on the thread, innermost last. A window admits to pages of the caller alone; what the
 * caller itself has through somebody's transitive window passes on by that window.
 */
#include "monitor.h"

/* Bytes up to and with the NUL, as far as the cubicle can read them. */
static u64 string_size(struct thread *t, u64 start, int cubicle)
{
	u64 size = 0;

	while (range_admit(t, start + size, 1, cubicle, READ)) {
		u64 left = PAGE_SIZE - ((start + size) & (PAGE_SIZE - 1));
		for (; left; left--)
			if (((const char *)start)[size++] == 0)
				return size;
	}
	return size;
}

/* 'words': the arguments on the stack. */
static u64 *place(struct thread *t, u32 where, u64 *words)
{
	return where < 6 ? &t->arguments[where] : &words[where - 6];
}

/* fixed + scale * [size] * [count]; what does not fit 64 bits is as large as can be */
static u64 buffer_size(struct thread *t, const struct manifest_argument *a, u64 *words)
{
	u64 size = a->scale;

	if (a->size_where == ARGUMENT_NONE && a->count_where == ARGUMENT_NONE)
		return a->fixed;
	if (a->size_where != ARGUMENT_NONE
	    && __builtin_mul_overflow(size, *place(t, a->size_where, words), &size))
		return ~0ull;
	if (a->count_where != ARGUMENT_NONE
	    && __builtin_mul_overflow(size, *place(t, a->count_where, words), &size))
		return ~0ull;
	return __builtin_add_overflow(size, a->fixed, &size) ? ~0ull : size;
}

/* All of it goes out, and comes home when the call returns, even if another window would have let it go. */
static void map_now(struct thread *t, struct argument_window *w)
{
	struct run r = { 0 };

	w->lent_start = w->start;
	w->lent_end = w->end;

	for (u64 a = w->start; a < w->end; a += PAGE_SIZE)
		page_admit(t, &r, page_of(a), w->callee, w->write ? WRITE : READ);
	run_flush(&r);
}

static int admits(const struct argument_window *w, const struct page *p, int cubicle, int write)
{
	u64 address = address_of(p);

	return w->owner == p->owner && address >= w->start && address < w->end && (!write || w->write)
		&& (w->transitive || w->callee == cubicle);
}

/* What the cubicle may do with the page, before this call opens anything. */
static int rights(struct thread *t, const struct page *p, int cubicle)
{
	int right;

	if (p->state == PAGE_SHARED)
		return READ | WRITE;
	if (p->state == PAGE_READ)
		return READ;
	if (p->state != PAGE_PRIVATE)
		return 0;
	if (p->owner == cubicle || monitor.windows_off)
		return p->protection & (READ | WRITE);
	if (p->protection & EXECUTE)
		return 0;
	right = window_admits(p, cubicle);
	for (u32 i = t->window_count; i-- > 0; )
		if (admits(&t->windows[i], p, cubicle, 0))
			right |= t->windows[i].write ? READ | WRITE : READ;
	return right & p->protection;
}

/*
 * The callee must not do for the caller what the caller could not have done: a pointer to pages that the
 * callee may use by itself, and the caller may not, would lend it the callee's rights.
 */
static void check_pointer(struct thread *t, struct frame *f, u64 start, u64 end, int access)
{
#ifndef WITHOUT_POINTER_CHECK
	for (u64 a = start; a < end; a += PAGE_SIZE) {
		const struct page *p = page_of(a);
		if (p->owner == f->caller && p->state == PAGE_PRIVATE)
			continue;
		if ((rights(t, p, f->caller) & access) == access
		    || (rights(t, p, f->callee) & access) != access)
			continue;
		struct violation v = { .kind = VIOLATION_GATE, .cubicle = f->caller, .owner = p->owner,
			.holder = p->holder, .key = p->key, .access = access, .address = a,
			.instruction = f->return_address, .pkru = t->pkru };
		violate(&v, "a buffer in a call lies on pages that the callee may use, but not the caller", 0);
	}
#endif
}

/* Until the call returns: a window, or a copy that is to be copied back. */
static struct argument_window *window_of(struct thread *t, struct frame *f)
{
	if (t->window_count == MAX_ARGUMENT_WINDOWS)
		violate(&(struct violation){ .kind = VIOLATION_GATE, .cubicle = f->caller, .owner = ~0u },
			"too many argument windows are open", 0);
	f->windows++;
	cubicle_statistics->argument_windows++;
	return &t->windows[t->window_count++];
}

static void open_window(struct thread *t, struct frame *f, u64 start, u64 size, int flags)
{
	u64 end = size < monitor.arena_end - start ? round_up(start + size) : monitor.arena_end;
	struct argument_window *w;

	check_pointer(t, f, round_down(start), end, flags & ARGUMENT_WRITE ? WRITE : READ);
	w = window_of(t, f);
	*w = (struct argument_window){ .start = round_down(start), .end = end, .owner = f->caller,
		.callee = f->callee, .write = flags & ARGUMENT_WRITE ? 1 : 0,
		.transitive = flags & ARGUMENT_TRANSITIVE ? 1 : 0 };
	if (flags & ARGUMENT_EAGER && monitor.flags & FLAG_KEYS)
		map_now(t, w);
}

/* From the caller's stack pointer up, as long as it is memory of the caller: beyond its stack it is not. */
static u64 stack_size(const struct frame *f, u64 most)
{
	const struct page *p;
	u64 size = 0;

	while (size < most && (p = page_of(f->rsp + size)) && p->owner == f->caller && p->state == PAGE_PRIVATE)
		size += PAGE_SIZE - ((f->rsp + size) & (PAGE_SIZE - 1));
	return size < most ? size : most;
}

/* -> the callee's stack pointer */
static u64 open_one(struct thread *t, struct frame *f, const struct manifest_argument *a, u64 *words, u64 rsp)
{
	u64 *argument, start, size, low;

	if (a->flags & ARGUMENT_STACK) {
		size = stack_size(f, a->fixed);
		if (size)
			open_window(t, f, f->rsp, size, a->flags);
		return rsp;
	}
	argument = place(t, a->where, words);
	start = *argument;
	size = a->flags & ARGUMENT_STRING ? string_size(t, start, f->caller)
					  : buffer_size(t, a, words);
	if (start < monitor.image_start || start >= monitor.arena_end)
		return rsp;		/* a null pointer, or nobody's memory: no window to open */
	if (a->flags & ARGUMENT_COPY && size) {
		low = copy_in(t, f, argument, size, a->flags, rsp);
		if (low != rsp && a->flags & ARGUMENT_WRITE)
			*window_of(t, f) = (struct argument_window){ .start = start, .end = start + size,
				.copy = low, .owner = NOBODY };
		if (low != rsp)
			return low;
	}
	if (a->flags & ARGUMENT_STRING && (size == 0 || ((const char *)start)[size - 1]))
		size++;			/* the callee goes on where the caller cannot read */
	if (size)
		open_window(t, f, start, size, a->flags);
	return rsp;
}

/* -> the callee's stack pointer, below the copies that were made */
u64 arguments_open(struct thread *t, struct frame *f, const struct manifest_function *m, u64 *words, u64 rsp)
{
	const struct manifest_argument *a =
		(const struct manifest_argument *)monitor.manifest->arguments + m->first_argument;

	for (u32 i = 0; i < m->argument_count; i++)
		rsp = open_one(t, f, &a[i], words, rsp);
	return rsp;
}

void arguments_close(struct thread *t, struct frame *f)
{
	for (; f->windows; f->windows--) {
		const struct argument_window *w = &t->windows[--t->window_count];
		if (w->copy)
			copy_back(t, f, w->start, w->end - w->start, w->copy);
		if (w->lent_end)
			recall(w->owner, page_of(w->lent_start) - monitor.pages,
			       (w->lent_end - w->lent_start) >> PAGE_SHIFT, -1);
	}
}

/* What the windows of this thread allow that cubicle: READ, WRITE. The page goes out by the window found. */
int argument_window_admits(struct thread *t, const struct page *p, int cubicle, int write)
{
	u64 address = address_of(p);

	for (u32 i = t->window_count; i-- > 0; ) {
		struct argument_window *w = &t->windows[i];
		if (!admits(w, p, cubicle, write))
			continue;
		if (w->lent_end == 0 || address < w->lent_start)
			w->lent_start = address;
		if (address >= w->lent_end)
			w->lent_end = address + PAGE_SIZE;
		return w->write ? READ | WRITE : READ;
	}
	return 0;
}
