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
		.instruction = f->return_address, .access = access, .pkru = gate_pkru[cubicle],
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
 * them: neither stack pointer is to be believed. Returns the callee's.
 */
static u64 copy_words(struct thread *t, struct frame *f, const struct manifest_function *m, u64 rsp)
{
	const u64 *from = (const u64 *)f->rsp;
	u64 size = m->stack_words * 8ull;
	u64 *to = (u64 *)((rsp - size) & -16ull);

#ifndef WITHOUT_STACK_CHECK
	/* volatile: TEST $5 of the byte at offset 15 would hold 0F 05, SYSCALL, which the verifier finds */
	if (*(const volatile u8 *)&m->flags & (FUNCTION_UNKNOWN | FUNCTION_VARIADIC))
		size = readable(t, f, size);
	else if (!range_admit(t, (u64)from, size, f->caller, READ))
		no_access(f, f->caller, (u64)from, READ);
	if (!range_admit(t, (u64)to, size, f->callee, WRITE))
		no_access(f, f->callee, (u64)to, WRITE);
#else
	(void)t, (void)readable, (void)no_access;
#endif
	for (u32 i = 0; i < size / 8; i++)
		to[i] = from[i];
	return (u64)to;
}

/* -> the callee's stack pointer */
u64 gate_prepare(struct thread *t, struct frame *f, struct gate_function *row, u64 rsp)
{
	const struct manifest_function *m = manifest_row(f->function);

	lock();
	if (gate_pkru[f->callee] == (u64)NO_PKRU)
		key_load(t, f->callee);
	if (m->stack_words)
		rsp = copy_words(t, f, m, rsp);
	if (m->argument_count)
		argument_windows_open(t, f, m, rsp);
	unlock();
	(void)row;
	return rsp;
}

void gate_finish(struct thread *t, struct frame *f)
{
	lock();
	argument_windows_close(t, f);
	if (gate_pkru[f->caller] == (u64)NO_PKRU)
		key_load(t, f->caller);
	unlock();
}
