/* Pages from the first gap that is large enough; whatever is smaller lies on pages of its own, behind its size. */
#include "tree.h"

#define MOST (16ul << 20 >> 12)
#define HEADER 64

struct pages {
	struct uk_alloc a;
	char *start;
	unsigned long count;
	unsigned char used[MOST];
};

static void *page_palloc(struct uk_alloc *a, unsigned long pages)
{
	struct pages *p = (struct pages *)a;
	unsigned long run = 0, flags = ukplat_lcpu_save_irqf();
	void *found = NULL;

	for (unsigned long i = 0; i < p->count && !found; i++) {
		run = p->used[i] ? 0 : run + 1;
		if (run == pages) {
			memset(p->used + i + 1 - pages, 1, pages);
			found = p->start + (i + 1 - pages) * PAGE;
		}
	}
	ukplat_lcpu_restore_irqf(flags);
	return found;
}

static void page_pfree(struct uk_alloc *a, void *start, unsigned long pages)
{
	struct pages *p = (struct pages *)a;

	memset(p->used + ((char *)start - p->start) / PAGE, 0, pages);
}

static void *page_memalign(struct uk_alloc *a, size_t alignment, size_t size)
{
	unsigned long pages = ALIGN_UP(size + HEADER, PAGE) / PAGE;
	size_t *start = alignment > HEADER ? NULL : page_palloc(a, pages);

	if (!start)
		return NULL;
	*start = size;
	return (char *)start + HEADER;
}

static void *page_malloc(struct uk_alloc *a, size_t size)
{
	return page_memalign(a, 16, size);
}

static void *page_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	void *memory = page_malloc(a, count * size);

	return memory ? memset(memory, 0, count * size) : NULL;
}

static size_t size_of(void *memory)
{
	return *(size_t *)((char *)memory - HEADER);
}

static void page_free(struct uk_alloc *a, void *memory)
{
	if (memory)
		page_pfree(a, (char *)memory - HEADER, ALIGN_UP(size_of(memory) + HEADER, PAGE) / PAGE);
}

static void *page_realloc(struct uk_alloc *a, void *memory, size_t size)
{
	void *other = page_malloc(a, size);

	if (other && memory) {
		memcpy(other, memory, size_of(memory) < size ? size_of(memory) : size);
		page_free(a, memory);
	}
	return other;
}

static int page_posix_memalign(struct uk_alloc *a, void **memory, size_t alignment, size_t size)
{
	*memory = page_memalign(a, alignment, size);
	return *memory ? 0 : ENOMEM;
}

struct uk_alloc *uk_allocbbuddy_init(void *base, size_t size)
{
	struct pages *p = base;
	unsigned long own = ALIGN_UP(sizeof(*p), PAGE);

	if (size <= own)
		return NULL;
	memset(p, 0, sizeof(*p));
	p->a.malloc = page_malloc;
	p->a.calloc = page_calloc;
	p->a.realloc = page_realloc;
	p->a.posix_memalign = page_posix_memalign;
	p->a.memalign = page_memalign;
	p->a.free = page_free;
	p->a.palloc = page_palloc;
	p->a.pfree = page_pfree;
	p->start = (char *)base + own;
	p->count = (size - own) / PAGE < MOST ? (size - own) / PAGE : MOST;
	uk_alloc_register(&p->a);
	return &p->a;
}
