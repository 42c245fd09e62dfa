/* Calls every function in its old and its new form with the same random state, and compares. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R13 = 13, REGISTERS = 16 };

struct state {
	uint64_t registers[REGISTERS], flags, vector[2];
};

struct state current;
uint64_t saved_rsp;
void (*function)(void);

/* Loads 'current', calls 'function', stores 'current'. */
__asm__(
	".text\n"
	"call_function:\n"
	"push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; sub $8, %rsp\n"
	"mov %rsp, saved_rsp(%rip)\n"
	"movups current+136(%rip), %xmm0\n"
	"push current+128(%rip); popfq\n"
	"mov current(%rip), %rax; mov current+8(%rip), %rcx; mov current+16(%rip), %rdx\n"
	"mov current+24(%rip), %rbx; mov current+40(%rip), %rbp; mov current+48(%rip), %rsi\n"
	"mov current+56(%rip), %rdi; mov current+64(%rip), %r8; mov current+72(%rip), %r9\n"
	"mov current+80(%rip), %r10; mov current+88(%rip), %r11; mov current+96(%rip), %r12\n"
	"mov current+104(%rip), %r13; mov current+112(%rip), %r14; mov current+120(%rip), %r15\n"
	"call *function(%rip)\n"
	"mov %rax, current(%rip); mov %rcx, current+8(%rip); mov %rdx, current+16(%rip)\n"
	"mov %rbx, current+24(%rip); mov %rsp, current+32(%rip); mov %rbp, current+40(%rip)\n"
	"mov %rsi, current+48(%rip); mov %rdi, current+56(%rip); mov %r8, current+64(%rip)\n"
	"mov %r9, current+72(%rip); mov %r10, current+80(%rip); mov %r11, current+88(%rip)\n"
	"mov %r12, current+96(%rip); mov %r13, current+104(%rip); mov %r14, current+112(%rip)\n"
	"mov %r15, current+120(%rip)\n"
	"pushfq; pop current+128(%rip); cld\n"
	"movups %xmm0, current+136(%rip)\n"
	"mov saved_rsp(%rip), %rsp\n"
	"add $8, %rsp; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
	"ret\n");
void call_function(void);

static uint64_t seed = 88172645463325252ull;

static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static uint8_t buffer[4096], before[4096], after[4096];

static int same(const char *name, void (*old)(void), void (*new)(void))
{
	for (int try = 0; try < TRIES; try++) {
		struct state start, expected;
		for (unsigned i = 0; i < REGISTERS; i++)
			start.registers[i] = next_random() >> (next_random() % 64);
		start.registers[RDI] = start.registers[RBP] = (uintptr_t)buffer + 2048;
		start.registers[RBX] = start.registers[R13] = (uintptr_t)buffer + 1024;
		start.registers[RCX] = next_random() % 8;
		start.flags = 0x202 | (next_random() & 0x8d5);
		start.vector[0] = next_random();
		start.vector[1] = next_random();
		for (unsigned i = 0; i < sizeof before; i++)
			before[i] = next_random() % 3 ? next_random() : 0;
		memcpy(buffer, before, sizeof buffer);
		current = start;
		function = old;
		call_function();
		expected = current;
		memcpy(after, buffer, sizeof buffer);
		memcpy(buffer, before, sizeof buffer);
		current = start;
		function = new;
		call_function();
		if (memcmp(&expected, &current, sizeof current) || memcmp(after, buffer, sizeof buffer)) {
			printf("%s differs, try %d\n", name, try);
			for (unsigned i = 0; i < REGISTERS; i++)
				if (expected.registers[i] != current.registers[i])
					printf("  register %u: %016lx, now %016lx\n", i,
					       expected.registers[i], current.registers[i]);
			printf("  flags: %lx, now %lx\n", expected.flags, current.flags);
			return 0;
		}
	}
	return 1;
}

#define CASE(name) void old_##name(void), new_##name(void);
#include "cases.h"
#undef CASE

int main(void)
{
	int good = 1, count = 0;
#define CASE(name) good &= same(#name, old_##name, new_##name), count++;
#include "cases.h"
	printf("%d functions\n", count);
	return !good;
}
