/*
 * The page pool: everything of the arena that threads do not need. Pages go out cleared, so nothing of a
 * former owner goes with them.
 */
#include "monitor.h"
#include <cubicle/cubicle.h>

void heap_boot(u64 start)
{
	monitor.pool_first = monitor.pool_next = page_of(start) - monitor.pages;
	monitor.pool_end = monitor.page_count;
	for (u32 i = monitor.pool_first; i < monitor.pool_end; i++)
		monitor.pages[i].state = PAGE_FREE;
}

/* The first of that many free pages side by side in [first, end), or 0. */
static u32 search(u32 first, u32 end, size_t pages)
{
	u32 found = 0;

	for (u32 i = first; i < end; i++) {
		found = monitor.pages[i].state == PAGE_FREE ? found + 1 : 0;
		if (found == pages)
			return i + 1 - pages;
	}
	return 0;
}

/* More pages for the cubicle. All that it has lie between heap_low and heap_high: see retag_all. */
static void count(struct cubicle *c, u32 first, size_t pages)
{
	c->heap_pages += pages;
	if (c->heap_low == c->heap_high || first < c->heap_low)
		c->heap_low = first;
	if (first + pages > c->heap_high)
		c->heap_high = first + pages;
}

static void *pages_alloc(size_t pages)
{
	int owner = self()->cubicle;
	struct cubicle *c = &monitor.cubicles[owner];

	if (pages == 0 || pages > c->heap_limit - c->heap_pages)
		return 0;
	u32 first = search(monitor.pool_next, monitor.pool_end, pages)
		?: search(monitor.pool_first, monitor.pool_end, pages);
	if (first == 0)
		return 0;
	monitor.pool_next = first + pages;
	count(c, first, pages);
	u64 start = address_of(&monitor.pages[first]);
	describe_part(start, start + pages * PAGE_SIZE, owner, GRANT_HEAP);
	for (u32 i = first; i < first + pages; i++) {
		monitor.pages[i].origin = call_site();
#ifndef WITHOUT_CLEAR
		if (monitor.pages[i].dirty)
			memset((void *)address_of(&monitor.pages[i]), 0, PAGE_SIZE);
#endif
	}
	return (void *)start;
}

/*
 * A buffer of a call that has not returned stays where it is: else the callee could get the pages for its own,
 * and then do to them what the call says.
 */
static int in_a_call(u64 start, u64 end)
{
#ifndef WITHOUT_POINTER_CHECK
	for (u32 i = 0; i < monitor.thread_count; i++) {
		const struct thread *t = thread_at(i);
		for (const struct argument_window *w = t->windows; w < t->windows + t->window_count; w++)
			if (w->owner == self()->cubicle && w->start < end && start < w->end)
				return 1;
	}
#endif
	return 0;
}

/* The caller's pages of the pool, all of them at home and in no window; or an error. */
static int take_back(void *start, size_t pages)
{
	struct page *first = page_of((u64)start);
	struct run r = { 0 };

	if (in_a_call((u64)start, (u64)start + pages * PAGE_SIZE))
		return -EBUSY;
	if (!first || (u64)start % PAGE_SIZE || pages == 0 || first < &monitor.pages[monitor.pool_first]
	    || pages > monitor.page_count - (first - monitor.pages))
		return -EINVAL;
	for (struct page *p = first; p < first + pages; p++)
		if (p->state != PAGE_PRIVATE || p->owner != self()->cubicle)
			return -EINVAL;
	windows_forget(self()->cubicle, first - monitor.pages, pages);
	for (struct page *p = first; p < first + pages; p++)
		page_hold(&r, p, p->owner, p->protection);
	run_flush(&r);
	monitor.cubicles[self()->cubicle].heap_pages -= pages;
	return 0;
}

static int pages_free(void *start, size_t pages)
{
	struct page *p = page_of((u64)start);
	int result = take_back(start, pages);

	if (result < 0)
		return result;
	describe_pages((u64)start, (u64)start + pages * PAGE_SIZE, 0, PAGE_FREE, 0);
	for (size_t i = 0; i < pages; i++)
		p[i].dirty = 1;
	if (p - monitor.pages < monitor.pool_next)
		monitor.pool_next = p - monitor.pages;
	return 0;
}

static int pages_give(void *start, size_t pages, int cubicle)
{
	struct cubicle *to = &monitor.cubicles[cubicle];

	if (!isolated(cubicle))
		return -EINVAL;
	if (pages > to->heap_limit - to->heap_pages)
		return -ENOSPC;
	int result = take_back(start, pages);
	if (result < 0)
		return result;
	count(to, page_of((u64)start) - monitor.pages, pages);
	describe_part((u64)start, (u64)start + pages * PAGE_SIZE, cubicle, GRANT_HEAP);
	for (size_t i = 0; i < pages; i++)
		page_of((u64)start)[i].origin = call_site();
	return 0;
}

/* The API: the same under the monitor's lock. */
void *cubicle_pages_alloc(size_t pages) { return LOCKED(pages_alloc(pages)); }
int cubicle_pages_free(void *start, size_t pages) { return LOCKED(pages_free(start, pages)); }
int cubicle_pages_give(void *start, size_t pages, int to) { return LOCKED(pages_give(start, pages, to)); }
