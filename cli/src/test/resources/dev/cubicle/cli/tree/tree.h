/* What the libraries of the tree know of each other. The names are those of Unikraft; the code is our own. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/* The table of operations of an allocator. */
struct uk_alloc {
	void *(*malloc)(struct uk_alloc *a, size_t size);
	void *(*calloc)(struct uk_alloc *a, size_t count, size_t size);
	void *(*realloc)(struct uk_alloc *a, void *memory, size_t size);
	int (*posix_memalign)(struct uk_alloc *a, void **memory, size_t alignment, size_t size);
	void *(*memalign)(struct uk_alloc *a, size_t alignment, size_t size);
	void (*free)(struct uk_alloc *a, void *memory);
	void *(*palloc)(struct uk_alloc *a, unsigned long pages);
	void (*pfree)(struct uk_alloc *a, void *start, unsigned long pages);
	struct uk_alloc *next;
};

extern struct uk_alloc *_uk_alloc_head;

static inline void *allocate(size_t size)
{
	return _uk_alloc_head->malloc(_uk_alloc_head, size);
}

static inline void release(void *memory)
{
	_uk_alloc_head->free(_uk_alloc_head, memory);
}

/* Called at boot, in the order of their numbers. */
#define AT_BOOT(number, function) \
	static int (*boot_##function)(void) __attribute__((used, section(".uk_inittab" #number))) = function

/* linuxuplat */
int ukplat_coutk(const char *text, unsigned int length);
_Noreturn void ukplat_terminate(int how);
/* ukalloc, ukallocbbuddy */
int uk_alloc_register(struct uk_alloc *a);
struct uk_alloc *uk_allocbbuddy_init(void *base, size_t bytes);
/* ukboot */
void ukboot_start(void *heap, size_t bytes, int argc, char **argv);
int main(int argc, char **argv);
/* nolibc */
int print(const char *format, ...);
int *__errno_location(void);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *start, int byte, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
/* store: words and their numbers */
long store_sum9(long a, long b, long c, long d, long e, long f, long g, long h, long i);
int store_put(const char *word, long number);
long store_get(const char *word);
int store_each(int (*visit)(long number, void *argument), void *argument);
long store_calls(void);
void *store_where(void);
