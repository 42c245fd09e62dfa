#include "tree.h"

#define HEAP (4 << 20)

/* What Unikraft's build would fill in: a header of 80 bytes, and 16 memory regions. */
static char boot_information[80 + 16 * 32] __attribute__((used, section(".uk_bootinfo"), aligned(8)));

long linux_call(long number, long a, long b, long c, long d, long e, long f);

extern char _tls_start[], _etdata[], _tls_end[];

static long map(size_t bytes)
{
	return linux_call(9 /* mmap */, 0, (long)bytes, 3, 0x22, -1, 0);
}

static void start_thread_local(void)
{
	size_t size = ((size_t)(_tls_end - _tls_start) + 63) & ~63ul;
	char *block = (char *)map(size + 64), *control = block + size;

	memcpy(block, _tls_start, (size_t)(_etdata - _tls_start));
	*(void **)control = control;
	linux_call(158 /* arch_prctl */, 0x1002 /* ARCH_SET_FS */, (long)control, 0, 0, 0, 0);
}

int ukplat_coutk(const char *text, unsigned int length)
{
	return (int)linux_call(1 /* write */, 1, (long)text, length, 0, 0, 0);
}

void ukplat_terminate(int how)
{
	linux_call(231 /* exit_group */, how, 0, 0, 0, 0, 0);
	__builtin_trap();
}

void _liblinuxuplat_entry(int argc, char **argv)
{
	start_thread_local();
	ukboot_start((void *)map(HEAP), HEAP, argc, argv);
}
