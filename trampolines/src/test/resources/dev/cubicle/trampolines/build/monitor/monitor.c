/*
 * A monitor for the builder's tests: it starts programs and lets calls through, and isolates
 * nothing. With PLAIN it is what a plainly linked program starts with instead.
 */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_SIZE (1 << 20)

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
typedef void constructor(int, char **, char **);
#ifdef PLAIN
#define cubicle_constructors_start __init_array_start
#define cubicle_constructors_end __init_array_end
#endif
extern constructor *cubicle_constructors_start[] __attribute__((visibility("hidden")));
extern constructor *cubicle_constructors_end[] __attribute__((visibility("hidden")));

static char tls_block[BLOCK_SIZE] __attribute__((aligned(4096)));
static char thread_block[4096] __attribute__((aligned(4096)));

static long system_call(long n, long a, long b, long c, long d, long e)
{
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	__asm__ volatile("syscall" : "=a"(result)
		: "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
	return result;
}

long cubicle_syscall(long n, long a, long b, long c, long d, long e)
{
	return system_call(n, a, b, c, d, e);
}

_Noreturn void cubicle_exit(int status)
{
	for (;;)
		system_call(231, status, 0, 0, 0, 0);
}

static void copy(char *to, const char *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((volatile char *)to)[i] = from[i];
}

static void thread_storage(void)
{
	const Elf64_Ehdr *header = (const void *)__ehdr_start;
	const Elf64_Phdr *program = (const void *)(__ehdr_start + header->e_phoff);
	char *pointer = tls_block + BLOCK_SIZE - 4096;
	for (int i = 0; i < header->e_phnum; i++) {
		if (program[i].p_type != PT_TLS)
			continue;
		size_t align = program[i].p_align;
		size_t size = (program[i].p_memsz + align - 1) & -align;
		copy(pointer - size, (const char *)program[i].p_vaddr, program[i].p_filesz);
	}
	*(char **)pointer = pointer;
	*(char **)thread_block = thread_block;
	system_call(158, 0x1002, (long)pointer, 0, 0, 0);	/* FS */
	system_call(158, 0x1001, (long)thread_block, 0, 0, 0);	/* GS */
}

#ifdef PLAIN
int app_main(int, char **, char **);
#define enter app_main
#else
int enter(int, char **, char **);
#endif

void start(long *stack)
{
	int argc = stack[0];
	char **argv = (char **)(stack + 1);
	thread_storage();
	for (constructor **c = cubicle_constructors_start; c < cubicle_constructors_end; c++)
		(*c)(argc, argv, argv + argc + 1);
	cubicle_exit(enter(argc, argv, argv + argc + 1));
}

__asm__(
	".globl _start\n"
	"_start: mov %rsp, %rdi\n"
	"and $-16, %rsp\n"
	"call start\n");

#ifndef PLAIN
/* A call is let through as it is; only the running cubicle is kept, at gs:0x10. */
__asm__(
	".globl enter\n"
	"enter: mov cubicle_manifest+176(%rip), %r11d\n"
	"jmp cubicle_gate_call\n"
	".section .cubicle.gate, \"ax\", @progbits\n"
	".globl cubicle_gate_call, cubicle_gate_return, cubicle_trap_direct, cubicle_trap_direct_low\n"
	"cubicle_trap_direct: cubicle_trap_direct_low: sub $128, %rsp\n"
	"push %rcx; push %rbp; push %rdi; push %rsi; push %rdx; push %r8; push %r9; push %r10\n"
	"mov %rsp, %rbp\n"
	"and $-16, %rsp\n"
	"push %rax; push %r9\n"
	"mov %r8, %r9; mov %r10, %r8; mov %rdx, %rcx; mov %rsi, %rdx; mov %rdi, %rsi; mov %rax, %rdi\n"
	"call *%r11\n"
	"mov %rbp, %rsp\n"
	"pop %r10; pop %r9; pop %r8; pop %rdx; pop %rsi; pop %rdi; pop %rbp; pop %rcx\n"
	"add $128, %rsp\n"
	"jmp *%rcx\n"
	"cubicle_gate_call:\n"
	"push %rax\n"
	"mov shadow(%rip), %r10\n"
	"mov 8(%rsp), %rax\n"
	"mov %rax, (%r10)\n"
	"mov %gs:0x10, %eax\n"
	"mov %rax, 8(%r10)\n"
	"add $16, %r10\n"
	"mov %r10, shadow(%rip)\n"
	"shl $6, %r11\n"
	"add cubicle_manifest+112(%rip), %r11\n"
	"bt %rax, 32(%r11)\n"
	"jnc 1f\n"
	"movzwl 8(%r11), %eax\n"
	"mov %eax, %gs:0x10\n"
	"lea cubicle_gate_return(%rip), %rax\n"
	"mov %rax, 8(%rsp)\n"
	"pop %rax\n"
	"jmp *(%r11)\n"
	"1: mov $97, %edi\n"
	"call cubicle_exit\n"
	"cubicle_gate_return:\n"
	"subq $16, shadow(%rip)\n"
	"mov shadow(%rip), %r11\n"
	"mov 8(%r11), %r10d\n"
	"mov %r10d, %gs:0x10\n"
	"push (%r11)\n"
	"ret\n"
	".data\n"
	"shadow: .quad shadow_stack\n"
	".bss\n"
	"shadow_stack: .zero 65536\n"
	".text\n");
#endif
