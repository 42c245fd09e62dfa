/* System calls of code that knows of no monitor. */
#include <cubicle/cubicle.h>

long raw_system_call(long number, long a, long b, long c, long d, long e, long f);
long lib_trap(void);

static void check(const char *what, int condition)
{
	const char *parts[] = { condition ? "ok " : "WRONG ", what, "\n" };

	for (int i = 0; i < 3; i++) {
		long size = 0;
		while (parts[i][size])
			size++;
		cubicle_syscall(1, 1, (long)parts[i], size, 0, 0);
	}
}

long common_call(void), common_trap(void), common_high(void);

/* All other registers survive, vectors too. */
static int keeps_registers(long (*system_call)(void))
{
	long number = 1000, wrong;

	__asm__ volatile(
		"movq $1, %%rdi\n\tmovq $2, %%rsi\n\tmovq $3, %%rdx\n\tmovq $4, %%r10\n\tmovq $5, %%r8\n\t"
		"movq $6, %%r9\n\tmovq %%r10, %%xmm3\n\tmovq $77, %%rbx\n\t"
		"callq *%2\n\t"
		"setc %%cl\n\tmovzbl %%cl, %%ecx\n\t"
		"cmpq $1, %%rdi\n\tjne 1f\n\tcmpq $2, %%rsi\n\tjne 1f\n\tcmpq $3, %%rdx\n\tjne 1f\n\t"
		"cmpq $4, %%r10\n\tjne 1f\n\tcmpq $5, %%r8\n\tjne 1f\n\tcmpq $6, %%r9\n\tjne 1f\n\t"
		"cmpq $77, %%rbx\n\tjne 1f\n\tmovq %%xmm3, %%rdx\n\tcmpq $4, %%rdx\n\tje 2f\n"
		"1:\tincl %%ecx\n2:"
		: "+a"(number), "=&c"(wrong) : "r"(system_call)
		: "rdi", "rsi", "rdx", "r8", "r9", "r10", "r11", "rbx", "memory", "xmm3", "xmm12");
	return wrong == 0 && number == 1654321;
}

int app_main(int argc, char **argv, char **envp)
{
	char text[] = "through a trap\n";

	check("arguments", raw_system_call(1000, 1, 2, 3, 4, 5, 6) == 1654321);
	check("on behalf of whoever runs", lib_trap() == 2654321);
	check("registers of a call", keeps_registers(common_call));
	check("registers of a trap", keeps_registers(common_trap));
	check("registers without arguments", keeps_registers(common_high));
	check("write", raw_system_call(1, 1, (long)text, sizeof(text) - 1, 0, 0, 0) == sizeof(text) - 1);
	check("refused as ever", raw_system_call(10, 0, 0, 0, 0, 0, 0) == -1);
	return 42;
}
