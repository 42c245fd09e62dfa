/* Calls with everything that the ABI has. */
#include "test.h"

void calls(void)
{
	struct large large = { { 1, 2, 3, 4, 5, 6 } };

	check("a cubicle knows its number", cubicle_self() == 1 && lib_self() == 2);
	check("names", cubicle_find("other") == 3 && cubicle_find("nobody") == -2);
	check("no argument", lib_none() == 42);
	check("six", lib_six(1, 2, 3, 4, 5, 6) == 654321);
	check("nine", lib_nine(1, 2, 3, 4, 5, 6, 7, 8, 9) == 987654321);
	check("nine doubles", lib_doubles(1, 1, 1, 1, 1, 1, 1, 1, 1) == 511);
	check("mixed", lib_mixed(1, 2.5, 3, 4.25f, &large, 8) == 19.75);
	check("long double", lib_long_double(2.5L, 4) == 10.0L);
	check("small struct", lib_small((struct small){ 1, 2 }).a == 2);
	struct mixed m = lib_mixed_result((struct mixed){ 1.0, 2 });
	check("mixed struct", m.x == 2.0 && m.n == 1);
	check("large struct by value", lib_large(large, 100) == 121);
	check("128 bits", lib_wide((__int128)1 << 100) == ((__int128)3 << 100));
	check("variadic", lib_variadic(9, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L) == 511);
	check("variadic doubles", lib_variadic_doubles(10, 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.) == 1023);
	check("there and back, 100 deep", app_recurse(100) == 2 * 5050);
	check("to and fro, 900 deep", lib_deep(900) == 900);
	check("a chain through four", lib_chain(10) == 80);
	int failed = 0;
	for (int i = 0; i < 1000; i++)
		failed += other_add(i, i) != 2 * i;
	check("a thousand", failed == 0);
}

static long plus_one(long n) { return n + 1; }

void callbacks(void)
{
	long (*f)(long) = lib_pointer();

	check("lib calls app's static function", lib_apply(plus_one, 1) == 2);
	check("lib calls app's exported function", lib_apply(app_twice, 21) == 42);
	check("app calls lib's static function", f(14) == 42);
	check("lib gets its own back", lib_apply(f, 14) == 42);
}

static unsigned long seen[8];

/* All registers full of a pattern, then a call; what comes back is the callee's result and no more. */
static long call_with_patterns(void *function)
{
	long result;

	__asm__ volatile(
		"movabsq $0x5ec2e75ec2e75ec2, %%rbx\n\t"
		"movq %%rbx, %%r12\n\tmovq %%rbx, %%r13\n\tmovq %%rbx, %%r14\n\tmovq %%rbx, %%r15\n\t"
		"movq %%rbx, %%rdi\n\tmovq %%rbx, %%rsi\n\tmovq %%rbx, %%rdx\n\tmovq %%rbx, %%rcx\n\t"
		"movq %%rbx, %%r8\n\tmovq %%rbx, %%r9\n\tmovq %%rbx, %%r10\n\t"
		"movq %%rbx, %%xmm0\n\tmovq %%rbx, %%xmm7\n\tmovq %%rbx, %%xmm15\n\t"
		"call *%1\n\t"
		"movq %%rdi, 0(%2)\n\tmovq %%rsi, 8(%2)\n\tmovq %%rdx, 16(%2)\n\tmovq %%rcx, 24(%2)\n\t"
		"movq %%r8, 32(%2)\n\tmovq %%r9, 40(%2)\n\tmovq %%xmm1, 48(%2)\n\tmovq %%xmm15, 56(%2)\n\t"
		"cmpq %%rbx, %%r12\n\tjne 1f\n\tcmpq %%rbx, %%r13\n\tjne 1f\n\tcmpq %%rbx, %%r14\n\tjne 1f\n\t"
		"cmpq %%rbx, %%r15\n\tje 2f\n"
		"1:\tmovq $-1, %%rax\n2:"
		: "=a"(result) : "0"(function), "b"(seen) : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
		"r12", "r13", "r14", "r15", "memory", "xmm0", "xmm1", "xmm7", "xmm15");
	return result;
}

void registers(void)
{
	unsigned mxcsr;
	unsigned short control;
	unsigned long flags, any = 0;

	(void)call_with_patterns;
	lib_dirty();
	__asm__ volatile("stmxcsr %0; fnstcw %1; pushfq; popq %2" : "=m"(mxcsr), "=m"(control), "=r"(flags));
	check("MXCSR is the caller's", (mxcsr & 0xffc0) == 0x1f80);
	check("x87 control word is the caller's", control == 0x37f);
	check("direction is forward", !(flags & 0x400));
	for (int i = 0; i < 8; i++)
		any |= seen[i];
	check("nothing but the result comes back", any == 0);
}
