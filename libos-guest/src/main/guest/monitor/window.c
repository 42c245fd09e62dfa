/*
 * Windows. A page record has a bit for each of its owner's windows, and the owner has, for every other
 * cubicle, the set of windows that are open to it: one AND decides whether a fault is allowed.
 */
#include "monitor.h"
#include <cubicle/cubicle.h>

/* What follows is for each range of the cubicle's window. */
#define FOR_RANGES(r, c, number) \
	for (struct range *r = (c)->ranges; r < (c)->ranges + MAX_RANGES; r++) \
		if (r->pages && r->window == (u32)(number))

/* What the owner's windows allow: READ, WRITE. */
int window_admits(const struct page *p, int cubicle)
{
	const struct cubicle *owner = &monitor.cubicles[p->owner];

	if (p->windows & owner->open_write[cubicle])
		return READ | WRITE;
	return p->windows & owner->open_read[cubicle] ? READ : 0;
}

/* Pages of the range that are out (to that cubicle; -1: to anybody) come home. */
void recall(int owner, u32 first, u32 pages, int from)
{
	struct run r = { 0 };

	for (u32 i = first; i < first + pages; i++) {
		struct page *p = &monitor.pages[i];
#ifndef WITHOUT_CLOSE
		if (p->owner == owner && p->holder != owner && (from < 0 || p->holder == from))
			page_hold(&r, p, owner, p->protection);
#endif
	}
	run_flush(&r);
}

static void recall_window(int owner, int window, int from)
{
	FOR_RANGES(r, &monitor.cubicles[owner], window)
		recall(owner, r->first, r->pages, from);
}

/* The caller, if that window is its own to change. */
static struct cubicle *caller_with(int window)
{
	struct cubicle *c = &monitor.cubicles[self()->cubicle];

	cubicle_statistics->window_operations++;
	if (window < 0 || window >= MAX_WINDOWS || !(c->windows_used & ~c->windows_fixed & 1ull << window))
		return 0;
	return c;
}

int isolated(int cubicle)
{
	return cubicle > 0 && (u32)cubicle < monitor.cubicle_count
		&& monitor.cubicles[cubicle].kind == KIND_ISOLATED;
}

static int window_new(struct cubicle *c)
{
	if (~c->windows_used == 0)
		return -ENOSPC;
	int window = __builtin_ctzll(~c->windows_used);
	c->windows_used |= 1ull << window;
	return window;
}

static int range_new(struct cubicle *c, int window, u64 start, u32 first, u32 pages)
{
	for (int i = 0; i < MAX_RANGES; i++)
		if (c->ranges[i].pages == 0) {
			c->ranges[i] = (struct range){ start, first, pages, window, 0 };
			return 0;
		}
	return -ENOSPC;
}

/* Pages in a window from the policy: open for ever, out of the owner's reach. */
void window_fixed(const struct manifest_grant *g)
{
	struct cubicle *c = &monitor.cubicles[g->owner];
	u64 bit = 1ull << g->window;
	int public = 1;

	c->windows_used |= bit;
	c->windows_fixed |= bit;
	if (g->part != GRANT_RANGE)
		c->windows_of[g->part] |= bit;	/* see describe_part */
	else
		for (u64 a = g->start; a < g->end; a += PAGE_SIZE)
			page_of(a)->windows |= bit;
	for (u32 i = 1; i < monitor.cubicle_count; i++)
		if (g->to[i / 64] >> (i % 64) & 1)
			(g->write ? c->open_write : c->open_read)[i] |= bit;
		else if (isolated(i) && i != g->owner)
			public = 0;
	if (public) {
		c->windows_public |= bit;
		key_publish(g->owner);
	}
}

static int do_window_init(void)
{
	cubicle_statistics->window_operations++;
	return window_new(&monitor.cubicles[self()->cubicle]);
}

static int do_window_add(int window, const void *start, size_t size)
{
	struct cubicle *c = caller_with(window);
	u64 first = (u64)start, last = first + size - 1;

	if (!c || size == 0 || last < first)
		return -EINVAL;
	for (u64 a = round_down(first); a <= last; a += PAGE_SIZE) {
		struct page *p = page_of(a);
		if (!p || p->state != PAGE_PRIVATE || p->owner != self()->cubicle || p->protection & EXECUTE)
			return -EPERM;
	}
	struct page *p = page_of(first), *end = page_of(last) + 1;
	int result = range_new(c, window, first, p - monitor.pages, end - p);
	if (result == 0)
		for (; p < end; p++)
			p->windows |= 1ull << window;
	return result;
}

/* Takes the range's pages out of the window, but for those that another range of it holds. */
static void range_remove(struct cubicle *c, struct range *gone)
{
	u64 bit = 1ull << gone->window;
	int owner = c - monitor.cubicles;

	for (struct page *p = &monitor.pages[gone->first], *end = p + gone->pages; p < end; p++)
		if (p->owner == owner)
			p->windows &= ~bit;
	recall(owner, gone->first, gone->pages, -1);
	gone->removed = gone->pages;
	gone->pages = 0;
	c->changed[gone->window] = call_site();
	FOR_RANGES(r, c, gone->window)
		for (struct page *p = &monitor.pages[r->first], *end = p + r->pages; p < end; p++)
			if (p->owner == owner && p->state == PAGE_PRIVATE)
				p->windows |= bit;
}

/* Pages that change hands leave their owner's windows, with the ranges they are in. */
void windows_forget(int owner, u32 first, u32 pages)
{
	struct cubicle *c = &monitor.cubicles[owner];

	for (struct range *r = c->ranges; r < c->ranges + MAX_RANGES; r++)
		if (r->pages && r->first < first + pages && first < r->first + r->pages)
			range_remove(c, r);
}

static int do_window_remove(int window, const void *start)
{
	struct cubicle *c = caller_with(window);

	if (!c)
		return -EINVAL;
	FOR_RANGES(r, c, window)
		if (r->address == (u64)start) {
			range_remove(c, r);
			return 0;
		}
	return -ENOENT;
}

/* Opens the window for READ or WRITE; 0 closes it. What the cubicle had more before it loses at once. */
static int open_for(int window, int cubicle, int access)
{
	struct cubicle *c = caller_with(window);
	u64 bit = 1ull << (window & 63);

	if (!c || !isolated(cubicle) || (access && (u32)cubicle == self()->cubicle))
		return -EINVAL;
	c->changed[window] = call_site();
	int loses = access == 0 || (access == READ && c->open_write[cubicle] & bit);
	c->open_write[cubicle] &= ~bit;
	c->open_read[cubicle] &= ~bit;
	if (access)
		(access == WRITE ? c->open_write : c->open_read)[cubicle] |= bit;
	if (loses)
		recall_window(self()->cubicle, window, cubicle);
	return 0;
}

static int do_window_close_all(int window)
{
	struct cubicle *c = caller_with(window);

	if (!c)
		return -EINVAL;
	c->changed[window] = call_site();
	for (u32 i = 0; i < monitor.cubicle_count; i++) {
		c->open_write[i] &= ~(1ull << window);
		c->open_read[i] &= ~(1ull << window);
	}
	recall_window(self()->cubicle, window, -1);
	return 0;
}

static int do_window_destroy(int window)
{
	int result = do_window_close_all(window);
	struct cubicle *c = &monitor.cubicles[self()->cubicle];

	if (result < 0)
		return result;
	FOR_RANGES(r, c, window)
		range_remove(c, r);
	c->windows_used &= ~(1ull << window);
	return 0;
}

/* The API: the same under the monitor's lock. */
int cubicle_window_init(void) { return LOCKED(do_window_init()); }
int cubicle_window_add(int w, const void *start, size_t size) { return LOCKED(do_window_add(w, start, size)); }
int cubicle_window_remove(int w, const void *start) { return LOCKED(do_window_remove(w, start)); }
int cubicle_window_open(int w, int cubicle) { return LOCKED(open_for(w, cubicle, WRITE)); }
int cubicle_window_open_read(int w, int cubicle) { return LOCKED(open_for(w, cubicle, READ)); }
int cubicle_window_close(int w, int cubicle) { return LOCKED(open_for(w, cubicle, 0)); }
int cubicle_window_close_all(int w) { return LOCKED(do_window_close_all(w)); }
int cubicle_window_destroy(int w) { return LOCKED(do_window_destroy(w)); }
