/* The gate's slow path: stack arguments, argument windows, cubicles without a key. */
#include "monitor.h"

static const struct manifest_function *manifest_row(u32 function)
{
	return (const struct manifest_function *)monitor.manifest->functions + function;
}

static _Noreturn void no_access(struct frame *f, u32 cubicle, u64 address, int access)
{
	const struct page *p = page_of(address);
	struct violation v = { .kind = VIOLATION_ACCESS, .cubicle = cubicle, .address = address,
		.instruction = f->return_address, .access = access, .pkru = self()->pkru,
		.owner = p && p->state == PAGE_PRIVATE ? p->owner : ~0u };

	if (p && p->state == PAGE_GUARD) {
		v.owner = p->owner;
		v.kind = VIOLATION_FAULT;
	}
	violate(&v, "stack arguments of a call", 0);
}

/*
 * Without a signature nobody knows how many words there are: as far as the caller's memory reaches, and
 * none when it is the monitor that calls.
 */
static u64 readable(struct thread *t, struct frame *f, u64 size)
{
	u64 first_page = PAGE_SIZE - f->rsp % PAGE_SIZE;

	if (f->caller == 0)
		return 0;
	if (size > first_page && !range_admit(t, f->rsp + first_page, size - first_page, f->caller, READ))
		size = first_page;
	return range_admit(t, f->rsp, size, f->caller, READ) ? size & -8ull : 0;
}

/*
 * Copies the arguments on the stack, as the caller would have read and the callee would have written
 * them: neither stack pointer is to be believed. What is decided on is the monitor's own copy, since other
 * threads of either can write to the stacks. Returns the callee's stack pointer.
 */
static u64 copy_words(struct thread *t, struct frame *f, const struct manifest_function *m, u64 rsp, u64 *words)
{
	u64 size = m->stack_words * 8ull;
	u64 *to = (u64 *)((rsp - size) & -16ull);

#ifndef WITHOUT_STACK_CHECK
	/* volatile: TEST $5 of the byte at offset 15 would hold 0F 05, SYSCALL, which the verifier finds */
	if (*(const volatile u8 *)&m->flags & (FUNCTION_UNKNOWN | FUNCTION_VARIADIC))
		size = readable(t, f, size);
	else if (!range_admit(t, f->rsp, size, f->caller, READ))
		no_access(f, f->caller, f->rsp, READ);
	if (!range_admit(t, (u64)to, size, f->callee, WRITE))
		no_access(f, f->callee, (u64)to, WRITE);
#else
	(void)t, (void)readable, (void)no_access;
#endif
	memcpy(words, (const void *)f->rsp, size);
	memcpy(to, words, size);
	return (u64)to;
}

struct entry gate_prepare(struct thread *t, struct frame *f, struct gate_function *row, u64 rsp)
{
	u64 words[MAX_STACK_WORDS];
	struct entry e = { rsp, 0 };

	lock();
	e.pkru = key_hold(t, f->callee);
	if (row->slow) {
		const struct manifest_function *m = manifest_row(f->function);
		memset(words, 0, m->stack_words * 8);
		if (m->stack_words)
			e.rsp = copy_words(t, f, m, rsp, words);
		if (m->argument_count)
			argument_windows_open(t, f, m, (u64)words);
	}
	unlock();
	return e;
}

u64 gate_finish(struct thread *t, struct frame *f)
{
	lock();
	argument_windows_close(t, f);
	u64 pkru = key_hold(t, f->caller);
	unlock();
	return pkru;
}
