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

/*
 * In leaves that use the red zone as compilers do: with neighbours that can be moved away together with
 * it; and alone, since control may come to both sides of it.
 */
__asm__(".macro leaf name, before, behind\n"
	".globl \\name\n"
	".type \\name, @function\n"
	"\\name:\n\t"
	"movq $0x1234, -16(%rsp)\n"
	"\\before:\n\t"
	"syscall\n"
	"\\behind:\n\t"
	"cmpq $0x1234, -16(%rsp)\n\t"
	"je 1f\n\t"
	"ud2\n"
	"1:\tret\n\t"
	".size \\name, . - \\name\n"
	".endm\n\t"
	"leaf common_call, .Lbefore, .Lbehind\n\t"
	"leaf common_trap, trap_before, trap_behind");
