/*
 * Stands in for the monitor where components are linked plainly, without cubicles: one address
 * space, no keys, no windows, pages and system calls straight from Linux. What programs in cubicles
 * are compared with.
 */
#include <cubicle/cubicle.h>
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define PAGE 4096
#define ONLY 1			/* the one cubicle there is */
#define ARCH_SET_GS 0x1001
#define ARCH_SET_FS 0x1002

int ukboot_entry(int count, char **arguments, char **environment);
void start(uintptr_t *stack);

extern const Elf64_Ehdr __ehdr_start;

/* The part of the monitor's thread block that cubicles see. */
static struct {
	void *self;
	uint64_t pkru;
	uint32_t cubicle;
} block;

/* Where the thread pointer points to, behind the thread-local data. */
static char thread[16 * PAGE] __attribute__((aligned(PAGE)));

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n");

long cubicle_syscall(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = 0;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

void cubicle_exit(int status)
{
	for (;;)
		cubicle_syscall(SYS_exit_group, status, 0, 0, 0, 0);
}

void *cubicle_pages_alloc(size_t pages)
{
	register long r9 __asm__("r9") = 0;
	register long r8 __asm__("r8") = -1;
	register long r10 __asm__("r10") = MAP_PRIVATE | MAP_ANONYMOUS;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"((long)SYS_mmap), "D"(0L), "S"(pages * PAGE), "d"((long)(PROT_READ | PROT_WRITE)),
			   "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result < 0 ? NULL : (void *)result;
}

int cubicle_pages_free(void *start_page, size_t pages)
{
	return (int)cubicle_syscall(SYS_munmap, (long)start_page, (long)(pages * PAGE), 0, 0, 0);
}

int cubicle_pages_give(void *start_page, size_t pages, int cubicle)
{
	(void)start_page;
	(void)pages;
	return cubicle == ONLY ? 0 : -ESRCH;
}

/* As the linker laid it out: initialised data, zeros, thread pointer. */
static void start_thread(void)
{
	const Elf64_Phdr *header = (const Elf64_Phdr *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);
	char *pointer = thread + sizeof thread / 2;
	const char *image = NULL;
	uint64_t i, size = 0, offset = 0;

	for (i = 0; i < __ehdr_start.e_phnum; i++)
		if (header[i].p_type == PT_TLS) {
			image = (const char *)header[i].p_vaddr;
			size = header[i].p_filesz;
			offset = (header[i].p_memsz + header[i].p_align - 1) & -header[i].p_align;
		}
	if (offset > sizeof thread / 2)
		cubicle_exit(125);
	for (i = 0; i < size; i++)
		pointer[i - offset] = image[i];
	*(void **)pointer = pointer;
	cubicle_syscall(SYS_arch_prctl, ARCH_SET_FS, (long)pointer, 0, 0, 0);
}

void start(uintptr_t *stack)
{
	int count = (int)stack[0];
	char **arguments = (char **)(stack + 1);

	block.self = &block;
	block.cubicle = ONLY;
	cubicle_syscall(SYS_arch_prctl, ARCH_SET_GS, (long)&block, 0, 0, 0);
	start_thread();
	ukboot_entry(count, arguments, arguments + count + 1);
	cubicle_exit(125);
}
