#include "victim.h"

#include <cubicle/cubicle.h>

#include "attacker.h"

#define SECRET "tulip-7319-quail"
#define PAGE   4096

static const char original[] = SECRET;
static char secret[PAGE] = SECRET;
static char vault[PAGE] __attribute__((aligned(PAGE))) = SECRET;	/* nobody touches it early */
static char board[PAGE] __attribute__((aligned(PAGE))) = "for all to read";
static __thread char thread_secret[32] = SECRET;
static char *heap;
static char *mailbox;
static char *grown;
static char *note;
static int delivered;

static void copy(volatile char *to, const volatile char *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = from[i];
}

static int same(const volatile char *a, const volatile char *b)
{
	for (size_t i = 0; i < SECRET_SIZE; i++)
		if (a[i] != b[i])
			return 0;
	return 1;
}

static long twice(long number)
{
	return 2 * number;
}

static long square(long number)
{
	return number * number;
}

static long (*table[2])(long) = { twice, square };

void victim_prepare(void)
{
	heap = cubicle_pages_alloc(1);
	mailbox = cubicle_pages_alloc(1);
	copy(heap, secret, SECRET_SIZE);
	/* Open to nobody: it is there for others to try their hands at. */
	cubicle_window_add(cubicle_window_init(), heap, PAGE);
}

int victim_intact(void)
{
	return same(secret, original) && same(vault, original) && same(thread_secret, original) &&
	       (!heap || same(heap, original)) && (!grown || same(grown, original)) &&
	       (!note || same(note, original)) &&
	       board[0] == 'f' && (!delivered || mailbox[0] == 'k') && table[0] == twice && table[1] == square;
}

long victim_reveal(int half)
{
	return ((const volatile long *)secret)[half & 1];
}

const char *victim_data(void)
{
	return secret;
}

char *victim_heap(void)
{
	return heap;
}

const char *victim_thread_local(void)
{
	return thread_secret;
}

char *victim_board(void)
{
	return board;
}

const void *victim_table(void)
{
	return table;
}

long victim_calculate(int operation, long number)
{
	return table[operation & 1](number);
}

void victim_confide(void (*listener)(const char *))
{
	char local[SECRET_SIZE];
	copy(local, secret, SECRET_SIZE);
	listener(local);
	copy(local, local, 1);
}

/* Calls with the secret in every register that can hold it. */
void victim_whisper(void (*listener)(void))
{
	__asm__ volatile(
		"pushq %%rbp\n\t"
		"pushq %%rbx\n\t"
		"movq %[listener], %%rax\n\t"
		"movq %[secret], %%rbx\n\t"
		"movq %%rbx, %%xmm0\n\t"
		"punpcklqdq %%xmm0, %%xmm0\n\t"
		"movaps %%xmm0, %%xmm1\n\t movaps %%xmm0, %%xmm2\n\t movaps %%xmm0, %%xmm3\n\t"
		"movaps %%xmm0, %%xmm4\n\t movaps %%xmm0, %%xmm5\n\t movaps %%xmm0, %%xmm6\n\t"
		"movaps %%xmm0, %%xmm7\n\t movaps %%xmm0, %%xmm8\n\t movaps %%xmm0, %%xmm9\n\t"
		"movaps %%xmm0, %%xmm10\n\t movaps %%xmm0, %%xmm11\n\t movaps %%xmm0, %%xmm12\n\t"
		"movaps %%xmm0, %%xmm13\n\t movaps %%xmm0, %%xmm14\n\t movaps %%xmm0, %%xmm15\n\t"
		"movq %%rbx, %%rcx\n\t movq %%rbx, %%rdx\n\t movq %%rbx, %%rsi\n\t"
		"movq %%rbx, %%rdi\n\t movq %%rbx, %%rbp\n\t movq %%rbx, %%r8\n\t"
		"movq %%rbx, %%r9\n\t movq %%rbx, %%r10\n\t movq %%rbx, %%r11\n\t"
		"movq %%rbx, %%r12\n\t movq %%rbx, %%r13\n\t movq %%rbx, %%r14\n\t"
		"movq %%rbx, %%r15\n\t"
		"callq *%%rax\n\t"
		"popq %%rbx\n\t"
		"popq %%rbp"
		:
		: [listener] "r"(listener), [secret] "m"(secret)
		: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
		  "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
		  "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");
}

/* Returns with the secret in every scratch register. */
void victim_compute(void)
{
	__asm__ volatile(
		"movq %[secret], %%rax\n\t"
		"movq %%rax, %%xmm0\n\t"
		"punpcklqdq %%xmm0, %%xmm0\n\t"
		"movaps %%xmm0, %%xmm1\n\t movaps %%xmm0, %%xmm2\n\t movaps %%xmm0, %%xmm3\n\t"
		"movaps %%xmm0, %%xmm4\n\t movaps %%xmm0, %%xmm5\n\t movaps %%xmm0, %%xmm6\n\t"
		"movaps %%xmm0, %%xmm7\n\t movaps %%xmm0, %%xmm8\n\t movaps %%xmm0, %%xmm9\n\t"
		"movaps %%xmm0, %%xmm10\n\t movaps %%xmm0, %%xmm11\n\t movaps %%xmm0, %%xmm12\n\t"
		"movaps %%xmm0, %%xmm13\n\t movaps %%xmm0, %%xmm14\n\t movaps %%xmm0, %%xmm15\n\t"
		"movq %%rax, %%rcx\n\t movq %%rax, %%rdx\n\t movq %%rax, %%rsi\n\t"
		"movq %%rax, %%rdi\n\t movq %%rax, %%r8\n\t movq %%rax, %%r9\n\t"
		"movq %%rax, %%r10\n\t movq %%rax, %%r11"
		:
		: [secret] "m"(secret)
		: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm1",
		  "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
		  "xmm12", "xmm13", "xmm14", "xmm15");
}

/* The same for the registers of the x87 unit, which MMX code uses and leaves as they are. */
void victim_multimedia(void)
{
	__asm__ volatile(
		"movq %[secret], %%mm0\n\t"
		"movq %%mm0, %%mm1\n\t movq %%mm0, %%mm2\n\t movq %%mm0, %%mm3\n\t"
		"movq %%mm0, %%mm4\n\t movq %%mm0, %%mm5\n\t movq %%mm0, %%mm6\n\t movq %%mm0, %%mm7\n\t"
		"emms"
		:
		: [secret] "m"(secret)
		: "mm0", "mm1", "mm2", "mm3", "mm4", "mm5", "mm6", "mm7");
}

void victim_visit(void (*visitor)(long))
{
	visitor(7);
}

long victim_eight(long a, long b, long c, long d, long e, long f, long seventh, long eighth)
{
	(void)(b + c + d + e + f);
	return a ? eighth : seventh;
}

char *victim_grow(void)
{
	char *page = cubicle_pages_alloc(1);
	if (!page)
		return NULL;
	grown = page;
	copy(page, secret, SECRET_SIZE);
	/* At its end, too, for who reads backwards. */
	for (int end = PAGE - 8; end > PAGE - 256; end -= SECRET_SIZE)
		copy(page + end - SECRET_SIZE, secret, SECRET_SIZE);
	return page;
}

void victim_free_page(void)
{
	char *page = heap;
	heap = NULL;
	cubicle_pages_free(page, 1);
}

long victim_sum(const unsigned char *bytes, size_t size)
{
	long sum = 0;
	for (size_t i = 0; i < size; i++)
		sum = sum << 8 | bytes[i];
	return sum;
}

void victim_copy(char *to, const char *from, size_t size)
{
	copy(to, from, size);
}

void victim_note(char *to, size_t size, void (*visitor)(long))
{
	if (visitor)
		visitor(7);
	for (size_t i = 0; i < size; i++)
		to[i] = 'n';
}

void victim_collect(char *to, size_t size, void (*ready)(void))
{
	ready();
	note = cubicle_pages_alloc(1);
	copy(note, secret, SECRET_SIZE);
	for (size_t i = 0; i < size; i++)
		((volatile char *)to)[i] = 0;
}

void victim_order(void)
{
	attacker_keep(mailbox, PAGE);
	delivered = 1;
}

void victim_recurse(long depth, void (*again)(long))
{
	again(depth + 1);
	copy(heap, heap, 1);
}
