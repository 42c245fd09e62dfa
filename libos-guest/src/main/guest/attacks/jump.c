/* Jumps to where nobody was invited to: the gate, other cubicles' code, functions not permitted. */
#include <cubicle/manifest.h>

#include "inner.h"
#include "registers.h"
#include "victim.h"

#define LANDINGS 64

/* A stack on which every word leads back here. */
static unsigned long hostile_stack[4 * LANDINGS] __attribute__((aligned(PAGE)));

static struct registers registers_with(unsigned long rax)
{
	unsigned long back = (unsigned long)landing;
	for (int i = 0; i < 4 * LANDINGS; i++)
		hostile_stack[i] = back;
	struct registers all = {
		.rax = rax, .rbx = back, .rcx = 0, .rdx = 0, .rsi = back, .rdi = back,
		.rbp = (unsigned long)(hostile_stack + 2 * LANDINGS),
		.rsp = (unsigned long)(hostile_stack + 2 * LANDINGS),
		.r8 = back, .r9 = back, .r10 = back, .r11 = back,
		.r12 = back, .r13 = back, .r14 = back, .r15 = back,
	};
	return all;
}

/*
 * numbers: where to; how. The registers ask for all rights (EAX, ECX and EDX are 0) and lead back
 * here; in the variants some of them hold what code of the gate may want to see first.
 */
static void jump_gate(const unsigned long *n)
{
	const char *secret = victim_data();
	struct registers all = registers_with(0);
	switch (n[1]) {
	case 1:				/* memory of the attacker's wherever a pointer is expected */
		all.rbx = all.rsi = all.rdi = all.rbp = all.r8 = all.r9 = all.r10 = all.r11 =
			all.r12 = all.r13 = all.r14 = all.r15 =
				(unsigned long)(hostile_stack + LANDINGS);
		break;
	case 2:				/* an index into the function table */
		all.r11 = 0;
		break;
	case 3:				/* zero everywhere else */
		all.rbx = all.rsi = all.rdi = all.rbp = all.r8 = all.r9 = all.r10 = all.r11 =
			all.r12 = all.r13 = all.r14 = all.r15 = 0;
		break;
	case 4:				/* the PKRU that is right, as the gate leaves it in RAX */
		__asm__("movq %%gs:8, %0" : "=r"(all.rax));
		break;
	default:
		break;
	}
	fault_once();
	jump(n[0], &all);
	read_secret(secret);
}

/* The row of a function in the manifest, which everyone may read; -1 if there is none. */
static long row_of(const struct manifest *manifest, const char *name)
{
	const struct manifest_function *functions =
		(const struct manifest_function *)manifest->functions;
	for (unsigned i = 0; i < manifest->function_count; i++)
		if (text_equals((const char *)manifest->strings + functions[i].name, name))
			return i;
	return -1;
}

/* Enters the gate as a trampoline does, with a row of the attacker's choice. */
static unsigned long call_row(unsigned long gate, unsigned long row, unsigned long argument)
{
	struct registers all = registers_with(0);
	all.r11 = row;
	all.rdi = argument;
	return jump(gate, &all);
}

/* numbers: the manifest, the gate's entry. */
static void forged_index(const unsigned long *n)
{
	char secret[SECRET_SIZE];
	long row = row_of((const struct manifest *)n[0], "victim_reveal");
	if (row < 0) {
		say("there is no such function\n");
		return;
	}
	for (int half = 0; half < 2; half++) {
		unsigned long word = call_row(n[1], (unsigned long)row, (unsigned long)half);
		bytes_copy(secret + 8 * half, &word, 8);
	}
	stolen(secret);
}

/*
 * numbers: the manifest, the gate's entry, how. A row of the attacker's making: so far behind the
 * table that it lies on a page of the attacker's, or before it, or one past its end.
 */
static void index_out_of_range(const unsigned long *n)
{
	static struct manifest_function row __attribute__((aligned(64)));
	const struct manifest *manifest = (const struct manifest *)n[0];
	row.target = (unsigned long)landing;
	row.integer_arguments = 6;
	row.result = RESULT_RAX;
	for (int i = 0; i < 4; i++)
		row.callers[i] = -1UL;
	row.cubicle = 0;
	unsigned long distance = (unsigned long)&row - manifest->functions;
	switch (n[2]) {
	case 0:
		call_row(n[1], distance / sizeof row, 0);
		break;
	case 1:
		call_row(n[1], manifest->function_count, 0);
		break;
	default:
		call_row(n[1], 0xffffffff, 0);
		break;
	}
	read_secret(victim_data());
}

/* numbers: a function inside the victim, n -> 2 n. Not an entry point. */
static void jump_code(const unsigned long *n)
{
	long (*inside)(long) = (long (*)(long))n[0];
	if (inside(21) == 42)
		escalated("ran another's code");
}

/* numbers: victim_reveal itself, past its trampoline. */
static void jump_reveal(const unsigned long *n)
{
	long (*reveal)(int) = (long (*)(int))n[0];
	char secret[SECRET_SIZE];
	for (int half = 0; half < 2; half++) {
		long word = reveal(half);
		bytes_copy(secret + 8 * half, &word, 8);
	}
	stolen(secret);
}

/* numbers: raw_visitor, without the trampoline that stands for its address elsewhere. */
static void callback_raw(const unsigned long *n)
{
	char secret[SECRET_SIZE];
	unsigned long low, high;
	__asm__ volatile("movq %0, %%fs:0x800" : : "r"(victim_data()));
	victim_visit((void (*)(long))n[0]);
	__asm__ volatile("movq %%fs:0x808, %0\n\tmovq %%fs:0x810, %1" : "=r"(low), "=r"(high));
	bytes_copy(secret, &low, 8);
	bytes_copy(secret + 8, &high, 8);
	stolen(secret);
}

/*
 * numbers: the trampoline of victim_eight. Its seventh and eighth arguments are on the stack: the
 * attacker's stack ends where a page of the victim's begins.
 */
static void stack_arguments(const unsigned long *n)
{
	char secret[SECRET_SIZE];
	if (victim_eight(0, 0, 0, 0, 0, 0, 7, 8) != 7)
		say("the seventh argument is lost\n");
	for (int attempt = 0; attempt < 16; attempt++) {
		char *mine = cubicle_pages_alloc(1);
		char *others = victim_grow();
		if (others != mine + PAGE)
			continue;
		for (int half = 0; half < 2; half++) {
			struct registers all = registers_with(0);
			all.rdi = (unsigned long)half;
			all.rsp = (unsigned long)(others - 8);
			*(unsigned long *)(others - 8) = (unsigned long)landing;
			unsigned long word = jump(n[0], &all);
			bytes_copy(secret + 8 * half, &word, 8);
		}
		stolen(secret);
		return;
	}
	say("no page lies beside the victim's\n");
}

/* numbers: a trampoline. The call pushes its return address where RSP points. */
static void pivot_call(const unsigned long *n)
{
	unsigned long heap = (unsigned long)victim_heap();
	__asm__ volatile("movq %%rsp, %%rbx\n\t"
			 "leaq 8(%0), %%rsp\n\t"
			 "callq *%1\n\t"
			 "movq %%rbx, %%rsp"
			 :
			 : "r"(heap), "r"(n[0])
			 : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
			   "memory", "cc");
	say("called with another's stack\n");
}

/*
 * numbers: the trampoline of victim_data. The gate pops the return address: from a page of the
 * victim's here, which holds the secret.
 */
static void pivot_pop(const unsigned long *n)
{
	struct registers all = registers_with(0);
	all.rsp = (unsigned long)victim_heap();
	jump(n[0], &all);
	escalated("the gate read another's stack");
}

static unsigned long gate_return;

static void return_from_nowhere(void *argument)
{
	(void)argument;
	struct registers all = registers_with(0);
	jump(gate_return, &all);
	say("landed\n");
	read_secret(victim_data());
}

/* numbers: the gate's way back. A new thread has nowhere to return to. */
static void shadow_underflow(const unsigned long *n)
{
	gate_return = n[0];
	long result = cubicle_thread_create(return_from_nowhere, NULL);
	if (result < 0) {
		refused(result);
		return;
	}
	for (volatile long i = 0; i < 100000000; i++)
		;
}

/* From code/NAME.S, one of which is linked into an image. */
unsigned long hostile(void);

static void hostile_code(const unsigned long *n)
{
	(void)n;
	const char *secret = victim_data();
	unsigned long answer = hostile();
	if (answer == 0x32)
		escalated("ran 32-bit code");
	else if (answer == 0x33)
		escalated("made a far jump");
	else if (answer == 0x600d)
		escalated("moved GS to a page of its own");
	read_secret(secret);
}

/* In an image where the row of victim_calculate leads into victim_reveal. */
static void image_entry(const unsigned long *n)
{
	(void)n;
	char secret[SECRET_SIZE];
	for (int half = 0; half < 2; half++) {
		long word = victim_calculate(half, 0);
		bytes_copy(secret + 8 * half, &word, 8);
	}
	stolen(secret);
}

/* numbers: a trampoline that opens all keys. */
static void image_trampoline(const unsigned long *n)
{
	const char *secret = victim_data();
	__asm__ volatile("callq *%0" : : "r"(n[0]) : "rax", "rcx", "rdx", "memory", "cc");
	read_secret(secret);
}

/* numbers: a page of the victim's that an image gives to the attacker, too. */
static void image_vault(const unsigned long *n)
{
	read_secret((const volatile char *)n[0]);
}

const struct attack jump_attacks[] = {
	{ "image-entry", image_entry },
	{ "image-trampoline", image_trampoline },
	{ "image-vault", image_vault },
	{ "hostile-code", hostile_code },
	{ "jump-gate", jump_gate },
	{ "forged-index", forged_index },
	{ "index-out-of-range", index_out_of_range },
	{ "jump-code", jump_code },
	{ "jump-reveal", jump_reveal },
	{ "callback-raw", callback_raw },
	{ "stack-arguments", stack_arguments },
	{ "pivot-call", pivot_call },
	{ "pivot-pop", pivot_pop },
	{ "shadow-underflow", shadow_underflow },
	{ 0, 0 },
};
