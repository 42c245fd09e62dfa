/*
 * What the gate copies to the callee's stack: arguments on the stack, and buffers whose window the policy
 * has mapped by copy. No page changes hands for them.
 */
#include "monitor.h"

#define MAX_COPY PAGE_SIZE		/* bytes of a buffer; a larger one gets a window */

static _Noreturn void no_access(struct frame *f, u32 cubicle, u64 address, int access)
{
	const struct page *p = page_of(address);
	int guard = p && p->state == PAGE_GUARD;

	violate(&(struct violation){ .kind = guard ? VIOLATION_FAULT : VIOLATION_ACCESS, .cubicle = cubicle,
		.address = address, .instruction = f->return_address, .access = access, .pkru = self()->pkru,
		.owner = guard || (p && p->state == PAGE_PRIVATE) ? p->owner : ~0u },
		"memory that the gate copies for a call", 0);
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

/* The arguments on the stack, as the caller would have read them: its stack pointer is not to be believed. */
void take_words(struct thread *t, struct frame *f, const struct manifest_function *m, u64 *words)
{
	u64 size = m->stack_words * 8ull;

	memset(words, 0, size);
#ifndef WITHOUT_STACK_CHECK
	/* volatile: TEST $5 of the byte at offset 15 would hold 0F 05, SYSCALL, which the verifier finds */
	if (*(const volatile u8 *)&m->flags & (FUNCTION_UNKNOWN | FUNCTION_VARIADIC))
		size = readable(t, f, size);
	else if (!range_admit(t, f->rsp, size, f->caller, READ))
		no_access(f, f->caller, f->rsp, READ);
#endif
	memcpy(words, (const void *)f->rsp, size);
}

/* -> where the copy is, as the callee's stack pointer to go on with */
u64 copy_to_stack(struct thread *t, struct frame *f, const void *from, u64 size, u64 rsp)
{
	u64 to = (rsp - size) & -16ull;

#ifndef WITHOUT_STACK_CHECK
	if (!range_admit(t, to, size, f->callee, WRITE))
		no_access(f, f->callee, to, WRITE);
#endif
	memcpy((void *)to, from, size);
	return to;
}

/*
 * Hands a buffer over as a copy, if it is not too large and the caller itself could have copied it.
 * 'argument' points to it, and to the copy afterwards. -> the stack pointer, unchanged if that cannot be.
 */
u64 copy_in(struct thread *t, struct frame *f, u64 *argument, u64 size, int flags, u64 rsp)
{
	u64 from = *argument;

	if (size > MAX_COPY)
		return rsp;
#ifndef WITHOUT_POINTER_CHECK
	if (!range_admit(t, from, size, f->caller, flags & ARGUMENT_WRITE ? READ | WRITE : READ))
		return rsp;
#endif
	if (flags & ARGUMENT_STRING && ((const char *)from)[size - 1])
		return rsp;		/* no string, as far as the caller can read */
	rsp = copy_to_stack(t, f, (const void *)from, size, rsp);
	if (flags & ARGUMENT_STRING)
		((char *)rsp)[size - 1] = 0;	/* whatever another thread did meanwhile */
	*argument = rsp;
	return rsp;
}

/* What the callee left in the copy, as the caller itself would have written it. */
void copy_back(struct thread *t, struct frame *f, u64 to, u64 size, u64 copy)
{
#ifndef WITHOUT_POINTER_CHECK
	if (!range_admit(t, to, size, f->caller, WRITE))	/* it may have changed hands meanwhile */
		no_access(f, f->caller, to, WRITE);
	if (!range_admit(t, copy, size, f->callee, READ))
		no_access(f, f->callee, copy, READ);
#endif
	memcpy((void *)to, (const void *)copy, size);
}
