/* The only library that makes system calls, by instructions of its own amid its functions. */
#include "tree.h"
#ifdef THREADS
#include "threads.h"
#endif

enum { WRITE = 1, MMAP = 9, RT_SIGACTION = 13, RT_SIGPROCMASK = 14, ARCH_PRCTL = 158, CLOCK_GETTIME = 228, EXIT_GROUP = 231 };

#define HEAP (16ul << 20)

static inline long call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return number;
}

static inline long call4(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;

	__asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
	return number;
}

void __restorer(void);
void _liblinuxuplat_entry(int argc, char **argv);

static struct memory heap;
static unsigned long everything = ~0ul, masked;

static void map_heap(void)
{
	long start = call6(MMAP, 0, HEAP, 3, 0x21 /* MAP_SHARED | MAP_ANONYMOUS */, -1, 0);

	if (start < 0 && start > -4096)
		ukplat_terminate(2);
	heap = (struct memory){ (void *)start, HEAP };
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void start_interrupts(void)
{
	struct { void (*handler)(int); unsigned long flags; void (*restorer)(void); unsigned long mask; } action = {
		on_alarm, 0x4000000 /* SA_RESTORER */, __restorer, 0
	};

	call4(RT_SIGPROCMASK, 0, (long)&everything, 0, 8);
	masked = 1;
	call4(RT_SIGACTION, 14, (long)&action, 0, 8);
}

void _liblinuxuplat_entry(int argc, char **argv)
{
	map_heap();
	start_interrupts();
	ukplat_entry(argc, argv);
	ukplat_terminate(2);
}

struct memory ukplat_heap(void)
{
	return heap;
}

void ukplat_coutk(const char *text, unsigned size)
{
	while (size) {
		long written = call4(WRITE, 1, (long)text, size, 0);
		if (written <= 0)
			return;
		text += written;
		size -= (unsigned)written;
	}
}

long ukplat_monotonic_clock(void)
{
	long now[2] = { 0, 0 };

	call4(CLOCK_GETTIME, 1, (long)now, 0, 0);
	return now[0] * 1000000000 + now[1];
}

void ukplat_lcpu_enable_irq(void)
{
	if (call4(RT_SIGPROCMASK, 1, (long)&everything, 0, 8) == 0)
		masked = 0;
}

void ukplat_lcpu_disable_irq(void)
{
	if (call4(RT_SIGPROCMASK, 0, (long)&everything, 0, 8) == 0)
		masked = 1;
}

unsigned long ukplat_lcpu_save_irqf(void)
{
	unsigned long before = masked;

	ukplat_lcpu_disable_irq();
	return before;
}

void ukplat_lcpu_restore_irqf(unsigned long flags)
{
	if (!flags)
		ukplat_lcpu_enable_irq();
}

void ukplat_tlsp_set(uintptr_t pointer)
{
	call4(ARCH_PRCTL, 0x1002 /* ARCH_SET_FS */, (long)pointer, 0, 0);
}

#ifdef THREADS
uintptr_t ukplat_tlsp_get(void)
{
	uintptr_t pointer = 0;

	call4(ARCH_PRCTL, 0x1003 /* ARCH_GET_FS */, (long)&pointer, 0, 0);
	return pointer;
}
#endif

void ukplat_terminate(int how)
{
	for (;;)
		call4(EXIT_GROUP, how, 0, 0, 0);
}
