/*
 * A library operating system that is as small as one can be that is linked as Unikraft's builds for linuxu are
 * (release 0.16): one relocatable object a library, tables that linker scripts gather, thread-local variables
 * in several libraries, operations behind tables, and system calls in the platform library alone. Where the
 * names are Unikraft's, the builder looks for them.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096ul
#define ALIGN_UP(value, to) (((value) + (to) - 1) & ~((to) - 1))

/* Tables: what SORT_BY_NAME puts in order. Their start is not aligned to more than a pointer. */
#define IN_TABLE(name) __attribute__((used, aligned(8), section(name)))

#define ENTRY(table, type, name, value) \
	static const type name IN_TABLE(table) = value

typedef void (*constructor)(void);
#define CONSTRUCTOR(function, order) ENTRY(".uk_ctortab" #order, constructor, function##_entry, function)
extern const constructor uk_ctortab_start[], uk_ctortab_end[];

struct initialiser {
	int (*init)(int argc, char **argv);
	void (*exit)(int result);
};
#define INITIALISER(init, exit, order) \
	static const struct initialiser init##_entry IN_TABLE(".uk_inittab" #order) = { init, exit }
extern const struct initialiser uk_inittab_start[], uk_inittab_end[];

/* Events: between a first and a last entry those of whoever wants to know. */
typedef int (*event_handler)(void *data);
#define EVENT(name) \
	const event_handler name[1] IN_TABLE(".uk_event_" #name) = { 0 }; \
	ENTRY(".uk_event_" #name "~", event_handler, name##_end, 0)
#define EVENT_HANDLER(name, function, order) ENTRY(".uk_event_" #name "_" #order, event_handler, function##_entry, function)

struct parameter {
	const char *name;
	int *value;
};
#define PARAMETER(variable) \
	static const struct parameter variable##_parameter IN_TABLE(".uk_libparam") = { #variable, &variable }
extern const struct parameter uk_libparam_start[], uk_libparam_end[];

/* ukalloc */
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
	int8_t priv[];
};
extern struct uk_alloc *_uk_alloc_head;
int uk_alloc_register(struct uk_alloc *a);
struct uk_alloc *uk_allocbbuddy_init(void *base, size_t size);

static inline void *uk_malloc(size_t size) { return _uk_alloc_head->malloc(_uk_alloc_head, size); }
static inline void *uk_calloc(size_t count, size_t size) { return _uk_alloc_head->calloc(_uk_alloc_head, count, size); }
static inline void *uk_realloc(void *memory, size_t size) { return _uk_alloc_head->realloc(_uk_alloc_head, memory, size); }
static inline void *uk_memalign(size_t alignment, size_t size) { return _uk_alloc_head->memalign(_uk_alloc_head, alignment, size); }
static inline void uk_free(void *memory) { _uk_alloc_head->free(_uk_alloc_head, memory); }

/* linuxuplat */
struct memory { void *start; size_t size; };
struct memory ukplat_heap(void);
void ukplat_coutk(const char *text, unsigned size);
long ukplat_monotonic_clock(void);
unsigned long ukplat_lcpu_save_irqf(void);
void ukplat_lcpu_restore_irqf(unsigned long flags);
void ukplat_lcpu_enable_irq(void), ukplat_lcpu_disable_irq(void);
void ukplat_tlsp_set(uintptr_t pointer);
_Noreturn void ukplat_terminate(int how);

/* ukboot */
void ukplat_entry(int argc, char **argv);
extern const event_handler shutdown[];

/* ukdebug, uklibid */
void _uk_printk(int level, uint16_t library, const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
extern uint16_t _uk_libid_self_libvfscore, _uk_libid_self_libramfs, _uk_libid_self_libukboot;
#define message(library, ...) _uk_printk(3, _uk_libid_self_lib##library, #library, __LINE__, __VA_ARGS__)

int uk_libparam_parse(int argc, char **argv);

/* nolibc */
extern __thread int errno;
#define ENOENT 2
#define ENOMEM 12
#define EINVAL 22
void *memcpy(void *to, const void *from, size_t size), *memset(void *to, int value, size_t size);
int memcmp(const void *one, const void *other, size_t size);
size_t strlen(const char *text);
int strcmp(const char *one, const char *other), strncmp(const char *one, const char *other, size_t size);
int vsnprintf(char *to, size_t size, const char *format, va_list list);
int snprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* context */
size_t ukarch_ectx_size(void), ukarch_ectx_align(void);
void ukarch_ectx_store(void *state), ukarch_ectx_load(void *state);
size_t ukarch_tls_area_size(void), ukarch_tls_tcb_size(void);
#ifdef THREADS
void ukarch_tls_area_init(void *area);	/* threads.h */
#else
uintptr_t ukarch_tls_area_init(void *area);
#endif
long ukarch_ctx_run(void *stack_top, long (*function)(long), long argument);

/* vfscore */
struct vfs_operations {
	void *(*open)(const char *name, int create);
	long (*read)(void *file, void *to, size_t size, size_t offset);
	long (*write)(void *file, const void *from, size_t size, size_t offset);
	int (*each)(int (*found)(void *argument, unsigned long hash, size_t size), void *argument);
};
struct file_system {
	const char *name;
	const struct vfs_operations *operations;
};
#define FILE_SYSTEM(name, operations) \
	static const struct file_system operations##_entry IN_TABLE(".uk_fs_list") = { name, &operations }
extern const struct file_system uk_fslist_start[], uk_fslist_end[];
extern const char vfs_version[];
int vfs_open(const char *name, int create), vfs_close(int fd);
long vfs_read(int fd, void *to, size_t size), vfs_write(int fd, const void *from, size_t size);
long vfs_seek(int fd, long to);
int vfs_each(int (*found)(void *argument, unsigned long hash, size_t size), void *argument);
int vfs_opened(void);

/* uktime */
long uktime_now(void);
long uktime_weighted(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l, long m);

int main(int argc, char **argv);
