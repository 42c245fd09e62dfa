/* The gate's slow path: stack arguments, buffers, cubicles without a key. */
#include "monitor.h"

struct gate_function *gate_functions;
u32 gate_function_count;
u64 gate_clock;
u64 gate_pkru[MAX_CUBICLES], gate_stamp[MAX_CUBICLES];

static const struct manifest_function *manifest_row(u32 function)
{
	return (const struct manifest_function *)monitor.manifest->functions + function;
}

/*
 * What is decided on is the monitor's own copy of the stack arguments, since other threads of the caller
 * and of the callee can write to the stacks.
 */
struct entry gate_prepare(struct thread *t, struct frame *f, struct gate_function *row, u64 rsp)
{
	u64 words[MAX_STACK_WORDS];
	struct entry e = { rsp, 0 };

	lock();
	e.pkru = key_hold(t, f->callee);
	if (row->slow) {
		const struct manifest_function *m = manifest_row(f->function);
		if (m->stack_words)
			take_words(t, f, m, words);
		if (m->argument_count)
			e.rsp = arguments_open(t, f, m, words, rsp);
		if (m->stack_words)
			e.rsp = copy_to_stack(t, f, words, m->stack_words * 8ull, e.rsp);
		if (monitor.observed)
			observe_call(t, f, words, m->stack_words);
	}
	unlock();
	return e;
}

u64 gate_finish(struct thread *t, struct frame *f)
{
	lock();
	arguments_close(t, f);
	u64 pkru = key_hold(t, f->caller);
	unlock();
	return pkru;
}
