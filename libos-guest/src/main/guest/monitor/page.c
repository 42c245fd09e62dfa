/*
 * Page records: who owns a page, whose key is on it, what its owner may do with it. Re-tagging is the
 * expensive part of everything, so neighbours that need the same go to the kernel together.
 */
#include "monitor.h"
#include "system.h"

/* The page tables follow the records. */
void run_flush(struct run *r)
{
	u64 size = r->end - r->start;
	long result;

	if (size == 0)
		return;
	if (monitor.flags & FLAG_KEYS)
		result = monitor_syscall(SYS_pkey_mprotect, r->start, size, r->protection, r->key, 0);
	else
		result = monitor_syscall(SYS_mprotect, r->start, size, r->protection, 0, 0);
	require(result >= 0, "the kernel refuses to change the protection of memory");
	cubicle_statistics->retag_calls++;
	cubicle_statistics->retags += size >> PAGE_SHIFT;
	r->start = r->end = 0;
}

void run_add(struct run *r, struct page *p, int key, int protection)
{
	u64 address = address_of(p);

	if (p->key == key && p->now == protection)
		return;
	p->key = key;
	p->now = protection;
	p->changes++;
	if (address != r->end || r->key != key || r->protection != protection) {
		run_flush(r);
		*r = (struct run){ address, 0, key, protection };
	}
	r->end = address + PAGE_SIZE;
}

/*
 * The key a page carries while that cubicle holds it: 0 when it has none at the moment (parked). Code
 * that nobody may read has key 0, because stock MPK lets it be fetched all the same.
 */
int key_for(const struct page *p, int holder)
{
	if (p->protection == EXECUTE && !(monitor.flags & FLAG_TAG_NX))
		return 0;
	if (holder == p->owner && p->key && p->key == monitor.cubicles[holder].key_public
	    && p->windows & monitor.cubicles[holder].windows_public)
		return p->key;
	return monitor.cubicles[holder].key;
}

static void borrowed_remove(struct page *p)
{
	struct page *all = monitor.pages;

	if (p->previous)
		all[p->previous].next = p->next;
	else
		monitor.cubicles[p->holder].borrowed = p->next;
	if (p->next)
		all[p->next].previous = p->previous;
	p->next = p->previous = 0;
}

static void borrowed_add(struct page *p, struct cubicle *c)
{
	u32 index = p - monitor.pages;

	p->previous = 0;
	p->next = c->borrowed;
	if (p->next)
		monitor.pages[p->next].previous = index;
	c->borrowed = index;
}

/* From now on it is that cubicle's key on the page. Without keys nothing ever leaves its owner. */
void page_hold(struct run *r, struct page *p, int holder, int protection)
{
	if (p->holder != holder) {
		if (p->holder != p->owner)
			borrowed_remove(p);
		p->holder = holder;
		if (holder != p->owner)
			borrowed_add(p, &monitor.cubicles[holder]);
	}
	run_add(r, p, key_for(p, holder), protection);
}

/*
 * What every cubicle may read, and one wants to: with a key of its own it never changes hands again; with that of
 * all that is read, until its owner writes. The owner still holds it.
 */
static void page_publish(struct run *r, struct page *p)
{
	if (p->holder != p->owner)
		borrowed_remove(p);
	p->holder = p->owner;
	run_add(r, p, monitor.cubicles[p->owner].key_public ?: monitor.key_read, p->protection);
}

/*
 * May the cubicle access this page? If so, it holds the page afterwards. The answers that the fault
 * handler, the gate and cubicle_syscall give are all this one.
 */
int page_admit(struct thread *t, struct run *r, struct page *p, int cubicle, int access)
{
	int protection = p->protection, right;

	if (access & ~protection)
		return 0;
	if (p->state == PAGE_SHARED)
		return 1;
	if (p->state == PAGE_READ)
		return !(access & WRITE);
	if (p->state != PAGE_PRIVATE && p->state != PAGE_SAVE)
		return 0;
	if (!(monitor.flags & FLAG_KEYS))
		return 1;		/* nobody is kept from anything */
	if (p->owner == cubicle) {
		page_hold(r, p, cubicle, protection);
		return 1;
	}
	if (p->state == PAGE_SAVE || protection & EXECUTE || access & EXECUTE)
		return 0;
	right = window_admits(p, cubicle);
	if (monitor.windows_off)
		right = READ | WRITE;
	if (access & ~right)
		right |= argument_window_admits(t, p, cubicle, access & WRITE);
	if (access & ~right)
		return monitor.observed && observe_page(t, p, cubicle, access);
	if (!(access & WRITE) && p->windows & monitor.cubicles[p->owner].windows_public)
		page_publish(r, p);
	else
		page_hold(r, p, cubicle, right & WRITE ? protection : protection & ~WRITE);
	return 1;
}

/* The same for every page of a range; 0 if one of them is not admitted. */
int range_admit(struct thread *t, u64 start, u64 size, int cubicle, int access)
{
	struct run r = { 0 };
	u64 last = start + size - 1;
	int admitted = 1;

	if (size == 0)
		return 1;
	if (last < start)
		return 0;
	for (u64 a = round_down(start); admitted && a <= last; a += PAGE_SIZE) {
		struct page *p = page_of(a);
		admitted = p && page_admit(t, &r, p, cubicle, access);
	}
	run_flush(&r);
	return admitted;
}

static int key_of_state(const struct page *p)
{
	if (p->state == PAGE_PRIVATE || p->state == PAGE_SAVE)
		return key_for(p, p->owner);
	return p->state == PAGE_READ ? monitor.key_read : p->state == PAGE_SHARED ? monitor.key_shared : 0;
}

/* Records and page tables of pages that come into use. */
void describe_pages(u64 start, u64 end, int owner, int state, int protection)
{
	struct run r = { 0 };

	for (u64 a = start; a < end; a += PAGE_SIZE) {
		struct page *p = page_of(a);

		p->owner = p->holder = owner;
		p->state = state;
		p->protection = protection;
		p->windows = 0;
		if (state == PAGE_GUARD)
			continue;	/* as the arena was reserved */
		p->key = 0xff;		/* whatever the kernel has now: it shall be told */
		run_add(&r, p, key_of_state(p), protection);
	}
	run_flush(&r);
}

/* The same for what a cubicle alone may use, unless the policy opens all that it has of the kind. */
void describe_part(u64 start, u64 end, int owner, int part)
{
	describe_pages(start, end, owner, PAGE_PRIVATE, READ | WRITE);
	for (u64 a = start; a < end; a += PAGE_SIZE)
		page_of(a)->windows = monitor.cubicles[owner].windows_of[part];
}
