/* The end of a program that broke isolation: the report for people and the block for tools. */
#include "monitor.h"
#include "system.h"

static void put_cubicle(struct text *t, u32 number)
{
	if (number >= monitor.cubicle_count) {
		put(t, "nobody");
		return;
	}
	put(t, "cubicle ");
	put_number(t, number);
	put(t, " '");
	put(t, monitor.cubicles[number].name);
	put(t, "'");
}

static const char *function_name(u32 row)
{
	const struct manifest_function *f = (const void *)monitor.manifest->functions;

	return row < monitor.function_count ? monitor.strings + f[row].name : "?";
}

static const char *access_name(u32 access)
{
	return access == EXECUTE ? "execution" : access == WRITE ? "write" : "read";
}

/* Which part of its owner a page is, by the manifest. */
static const char *part_of(u64 address)
{
	const struct manifest_segment *s = (const void *)monitor.manifest->segments;
	const struct page *p = page_of(address);

	for (u32 i = 0; i < monitor.manifest->segment_count; i++)
		if (!(s[i].flags & SEGMENT_TLS) && address >= s[i].start && address < s[i].end)
			return s[i].protection & EXECUTE ? "code" : s[i].protection & WRITE ? "data" : "constants";
	if (!p || p->state == PAGE_ABSENT)
		return "nothing";
	if (p->state == PAGE_GUARD)
		return "guard page below its stack";
	if (p - monitor.pages >= monitor.pool_first)
		return p->state == PAGE_FREE ? "free page of the pool" : "heap";
	return p->state == PAGE_MONITOR ? "tables and stacks" : "stack or thread-local data";
}

static void put_keys(struct text *t, u32 pkru, u32 closed_bits, const char *what)
{
	int any = 0;

	for (int key = 0; key < 16; key++) {
		if ((pkru >> 2 * key & 3) != closed_bits)
			continue;
		put(t, any++ ? ", " : what);
		put_number(t, key);
		if (key == 0)
			put(t, " (monitor)");
		else if (key == monitor.key_read)
			put(t, " (read)");
		else if (key == monitor.key_shared)
			put(t, " (shared)");
		for (u32 i = 1; i < monitor.cubicle_count; i++)
			if (key && monitor.cubicles[i].key == key) {
				put(t, " (");
				put(t, monitor.cubicles[i].name);
				put(t, ")");
			}
	}
	if (any)
		put(t, "; ");
}

static void put_page(struct text *t, const struct violation *v)
{
	const struct page *p = page_of(v->address);

	put(t, "\n  page      ");
	put_cubicle(t, v->owner);
	put(t, ", ");
	put(t, part_of(v->address));
	put(t, ", key ");
	put_number(t, v->key);
	if (p && v->owner < monitor.cubicle_count && p->state == PAGE_PRIVATE) {
		if (p->holder != p->owner) {
			put(t, ", held by ");
			put_cubicle(t, p->holder);
		}
		put(t, p->windows ? ", in a window that is not open for this" : ", in no window");
	}
}

static void put_calls(struct text *t, const struct violation *v)
{
	for (u32 i = 0; i < v->depth; i++) {
		put(t, i ? "\n            " : "\n  calls     ");
		put(t, function_name(v->calls[i].function));
		put(t, " from ");
		put_cubicle(t, v->calls[i].caller);
		put(t, ", returning to ");
		put_hex(t, v->calls[i].address);
	}
}

/* What the policy or the owner could do about it. */
static void put_remedy(struct text *t, const struct violation *v)
{
	const struct page *p = page_of(v->address);

	if (v->kind == VIOLATION_SYSTEM_CALL) {
		put(t, "\n  allowed   by cubicle_syscall, with the call in the policy's list for the cubicle");
	} else if (v->kind == VIOLATION_ACCESS && p && p->state == PAGE_PRIVATE && !(p->protection & EXECUTE)
		   && !(v->access & ~p->protection)) {
		const char *owner = monitor.cubicles[v->owner].name;
		put(t, "\n  allowed   by a window of '");
		put(t, owner);
		put(t, v->access == WRITE ? "': cubicle_window_add and cubicle_window_open"
					  : "': cubicle_window_add and cubicle_window_open_read");
		put(t, " for '");
		put(t, monitor.cubicles[v->cubicle].name);
		put(t, "', or an argument window in the policy for '");
		put(t, function_name(v->function));
		put(t, "'");
	}
}

static void put_report(struct text *t, const struct violation *v, const char *what,
		       const char *allow)
{
	put(t, "cubicle: stopped for ");
	put(t, v->kind == VIOLATION_FAULT ? "a fault of its own: " : "breaking isolation: ");
	put(t, what);
	put(t, "\n  who       ");
	put_cubicle(t, v->cubicle);
	if (v->function != ~0u) {
		put(t, ", in a call of ");
		put(t, function_name(v->function));
	}
	put(t, ", at ");
	put_hex(t, v->instruction);
	if (v->access) {
		put(t, "\n  what      ");
		put(t, access_name(v->access));
		put(t, v->access == EXECUTE ? " at " : " of ");
		put_hex(t, v->address);
	}
	if (v->kind == VIOLATION_SYSTEM_CALL) {
		put(t, "\n  what      system call ");
		put_number(t, v->system_call);
	}
	if (v->owner != ~0u && v->access)
		put_page(t, v);
	if (monitor.flags & FLAG_KEYS) {
		put(t, "\n  PKRU      ");
		put_hex(t, v->pkru);
		put(t, ": ");
		put_keys(t, v->pkru, 0, "open: key ");
		put_keys(t, v->pkru, 2, "readable: key ");
		put(t, "all others closed");
	}
	put_calls(t, v);
	if (allow) {
		put(t, "\n  allowed   by ");
		put(t, allow);
	} else {
		put_remedy(t, v);
	}
	put(t, "\n");
}

/* Ends the process with status 139. */
_Noreturn void violate(const struct violation *given, const char *what, const char *allow)
{
	static struct text text;
	struct violation *v = &cubicle_violation;
	struct thread *t = self();

	*v = *given;
	v->version = 1;
	v->function = ~0u;
	for (struct frame *f = t->shadow; f > t->shadow_base && v->depth < 16; ) {
		f--;
		if (f->caller == 0)
			break;		/* the first call, from the monitor */
		v->calls[v->depth].caller = f->caller;
		v->calls[v->depth].function = f->function;
		v->calls[v->depth++].address = f->return_address;
	}
	if (t->shadow > t->shadow_base && t->shadow[-1].callee == v->cubicle
	    && t->shadow[-1].function < monitor.function_count)	/* else a thread's first */
		v->function = t->shadow[-1].function;
	v->magic = VIOLATION_MAGIC;
	text.length = 0;
	put_report(&text, v, what, allow);
	put_out(&text, 2);
	finish(139);
}
