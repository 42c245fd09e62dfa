/*
 * Keys. 'read' and 'shared' are everybody's; each isolated cubicle has one of its own as far as they
 * reach. With more cubicles than keys a cubicle gets one when it is called, and another one's pages are
 * parked for it: they get key 0, which nobody but the monitor has.
 */
#include "monitor.h"
#include "system.h"

static u8 spare[16], spare_count;

static u64 pkru_with(int cubicle, int key)
{
	u32 pkru = ~0u;

	pkru &= ~(1u << 2 * monitor.key_read);		/* reading */
	pkru &= ~(3u << 2 * monitor.key_shared);
	for (u32 i = 1; i < monitor.cubicle_count && !(monitor.flags & FLAG_VIRTUAL); i++)
		if (monitor.cubicles[i].key_public)
			pkru &= ~(((int)i == cubicle ? 3u : 1u) << 2 * monitor.cubicles[i].key_public);
	return pkru & ~(3u << 2 * key);
}

static int key_new(void)
{
	long key = monitor_syscall(SYS_pkey_alloc, 0, 0, 0, 0, 0);
	return key > 0 && key < 16 ? key : 0;
}

static void key_give(int cubicle, int key)
{
	monitor.cubicles[cubicle].key = key;
	if (!(monitor.flags & FLAG_VIRTUAL) || monitor.max_threads == 1)
		gate_pkru[cubicle] = pkru_with(cubicle, key);
	((u64 *)(cubicle_statistics + 1))[cubicle] = key;
}

void keys_boot(void)
{
	int isolated = 0;

	for (u32 i = 0; i < monitor.cubicle_count; i++) {
		int kind = monitor.cubicles[i].kind;
		isolated += kind == KIND_ISOLATED;
		gate_pkru[i] = kind == KIND_SHARED ? (u64)NO_PKRU : 0;
	}
	if (!(monitor.flags & FLAG_KEYS))
		return;
	monitor.key_read = key_new();
	monitor.key_shared = key_new();
	while (spare_count < isolated && (spare[spare_count] = key_new()))
		spare_count++;
	if (!monitor.key_shared || spare_count == 0)
		die(3, "the kernel has no protection keys left", 0);
	if (spare_count < isolated)
		monitor.flags |= FLAG_VIRTUAL;
	for (u32 i = 0; i < monitor.cubicle_count; i++)
		if (monitor.cubicles[i].kind == KIND_ISOLATED) {
			if (monitor.flags & FLAG_VIRTUAL)
				gate_pkru[i] = NO_PKRU;
			else
				key_give(i, spare[--spare_count]);
		}
}

/* A second key for what all others may read of the cubicle's, while nobody has to go without one for it. */
void key_publish(int cubicle)
{
	if (monitor.cubicles[cubicle].key_public || monitor.flags & FLAG_VIRTUAL || !(monitor.flags & FLAG_KEYS))
		return;
	monitor.cubicles[cubicle].key_public = key_new();
	for (u32 i = 1; i < monitor.cubicle_count; i++)
		if (monitor.cubicles[i].key)
			gate_pkru[i] = pkru_with(i, monitor.cubicles[i].key);
}

/* Pages in the address range that the cubicle holds get the key it has now. */
static void retag(struct run *r, int cubicle, u64 start, u64 end)
{
	for (struct page *p = page_of(start); start < end; start += PAGE_SIZE, p++) {
		if (p->holder != cubicle || (p->state != PAGE_PRIVATE && p->state != PAGE_SAVE))
			continue;
		/* code needs its key for tag-nx alone; a cubicle that reads its own code faults it in */
		if (p->protection & EXECUTE && monitor.cubicles[cubicle].key && !(monitor.flags & FLAG_TAG_NX))
			continue;
		run_add(r, p, key_for(p, cubicle), p->now);
	}
}

/* Everything that has, or shall have, the cubicle's key. */
static void retag_all(int cubicle)
{
	const struct manifest *m = monitor.manifest;
	const struct manifest_segment *s = (const void *)m->segments;
	struct cubicle *c = &monitor.cubicles[cubicle];
	struct run r = { 0 };

	for (u32 i = 0; i < m->segment_count; i++, s++) {
		if (s->cubicle != cubicle)
			continue;
		if (!(s->flags & SEGMENT_TLS)) {
			retag(&r, cubicle, s->start, s->end);
			continue;
		}
		for (u32 n = 0; n < monitor.thread_count; n++)
			retag(&r, cubicle, thread_tls(n) + s->start, thread_tls(n) + s->end);
	}
	for (u32 n = 0; n < monitor.thread_count; n++) {
		u64 save = thread_at(n)->base + c->stack;
		retag(&r, cubicle, save - c->manifest->stack_size, save + PAGE_SIZE);
	}
	if (c->heap_high > c->heap_low)
		retag(&r, cubicle, address_of(&monitor.pages[c->heap_low]),
		      address_of(&monitor.pages[c->heap_high]));
	for (u32 i = c->borrowed; i; i = monitor.pages[i].next)
		run_add(&r, &monitor.pages[i], key_for(&monitor.pages[i], cubicle), monitor.pages[i].now);
	run_flush(&r);
}

static int in_use(const struct thread *here, u32 cubicle)
{
	for (u32 i = 0; i < monitor.thread_count; i++)
		if (thread_at(i) != here && *(volatile u32 *)&thread_at(i)->key_of == cubicle)
			return 1;
	return 0;
}

/* The least recently used cubicle that has a key and runs on no other thread; the caller if need be. */
static int victim(const struct thread *t, int not_this)
{
	int best = 0;
	u64 stamp, least = 0;

	for (u32 i = 1; i < monitor.cubicle_count; i++) {
		if ((int)i == not_this || monitor.cubicles[i].key == 0 || in_use(t, i))
			continue;
		stamp = i == t->cubicle ? ~0ull : gate_stamp[i];
		if (best == 0 || stamp < least) {
			best = i;
			least = stamp;
		}
	}
	return best;
}

/* A key for the cubicle. Who waits for one holds none: some thread always has what it needs to go on. */
static void key_load(struct thread *t, int cubicle)
{
	int key, loser;

	if (spare_count) {
		key = spare[--spare_count];
	} else {
		while ((loser = victim(t, cubicle)) == 0) {
			t->key_of = 0;
			unlock();
			monitor_syscall(SYS_sched_yield, 0, 0, 0, 0, 0);
			lock();
			if (monitor.cubicles[cubicle].key)
				return;		/* another thread brought one meanwhile */
		}
		key = monitor.cubicles[loser].key;
		monitor.cubicles[loser].key = 0;
		gate_pkru[loser] = NO_PKRU;
		retag_all(loser);
		cubicle_statistics->evictions++;
	}
	key_give(cubicle, key);
	gate_stamp[cubicle] = ++gate_clock;
	retag_all(cubicle);
}

/*
 * The PKRU with which the thread may now run in that cubicle. With virtual keys and threads the gate asks
 * here every time: what it read by itself another thread could change before it came to use it.
 */
u64 key_hold(struct thread *t, int cubicle)
{
	if (gate_pkru[cubicle] != (u64)NO_PKRU)
		return gate_pkru[cubicle];
	if (monitor.cubicles[cubicle].kind != KIND_ISOLATED)
		violate(&(struct violation){ .kind = VIOLATION_GATE, .cubicle = t->cubicle, .owner = ~0u },
			"a call into a cubicle that has no stack", 0);
	if (monitor.cubicles[cubicle].key == 0)
		key_load(t, cubicle);
	t->key_of = cubicle;
	return pkru_with(cubicle, monitor.cubicles[cubicle].key);
}
