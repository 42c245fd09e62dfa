#include <cubicle/cubicle.h>

/* Becomes a trap: the builder is told so. */
long raw_system_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return number;
}

long common_system_call(long number, long a, long b, long c, long d, long e, long f)
{
	if (number == 1000)	/* shows that all arguments arrive */
		return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f + 1000000 * cubicle_self();
	return cubicle_syscall(number, a, b, c, d, e);
}

/* The bare instruction, in a leaf that uses the red zone as compilers do. */
__asm__(".globl common_trap\n"
	".type common_trap, @function\n"
	"common_trap:\n\t"
	"movq $0x1234, -16(%rsp)\n\t"
	"syscall\n\t"
	"cmpq $0x1234, -16(%rsp)\n\t"
	"je 1f\n\t"
	"ud2\n"
	"1:\tret\n\t"
	".size common_trap, . - common_trap");
