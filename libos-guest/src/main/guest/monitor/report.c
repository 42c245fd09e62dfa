/* The end of a program that broke isolation: the report for people and the block for tools. */
#include "monitor.h"
#include "system.h"

static const char *function_name(u32 row)
{
	const struct manifest_function *f = (const void *)monitor.manifest->functions;

	return row < monitor.function_count ? monitor.strings + f[row].name : "?";
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
	const char *before = what;

	for (int key = 0; key < 16; key++) {
		if ((pkru >> 2 * key & 3) != closed_bits)
			continue;
		put(t, "%s%n", before, key);
		before = ", ";
		if (key == 0)
			put(t, " (monitor)");
		else if (key == monitor.key_read)
			put(t, " (read)");
		else if (key == monitor.key_shared)
			put(t, " (shared)");
		for (u32 i = 1; i < monitor.cubicle_count; i++)
			if (key && monitor.cubicles[i].key == key)
				put(t, " (%s)", monitor.cubicles[i].name);
	}
	if (before != what)
		put(t, "; ");
}

static void put_page(struct text *t, const struct violation *v)
{
	const struct page *p = page_of(v->address);

	put(t, "\n  page      %c, %s, key %n", v->owner, part_of(v->address), v->key);
	if (p && v->owner < monitor.cubicle_count && p->state == PAGE_PRIVATE) {
		if (p->holder != p->owner)
			put(t, ", held by %c", p->holder);
		put(t, p->windows ? ", in a window that is not open for this" : ", in no window");
	}
}

/* The part of a policy's [[memory]] that a cubicle's page is in. */
static const char *policy_part(u64 address)
{
	u64 in_thread = (address - monitor.threads_start) % monitor.thread_size;
	const char *part = part_of(address);

	if (*part != 's')		/* heap, data, constants; else stack or thread-local data */
		return part;
	return in_thread - (thread_tls(0) - monitor.threads_start) < monitor.tls_size + PAGE_SIZE
		? "thread-local" : "stack";
}

/* What the policy or the owner could do about it. */
static void put_remedy(struct text *t, const struct violation *v)
{
	const struct page *p = page_of(v->address);

	if (v->kind == VIOLATION_SYSTEM_CALL)
		put(t, "\n  allowed   by cubicle_syscall, with the call in the policy's list for the cubicle");
	else if (v->kind == VIOLATION_ACCESS && p && p->state == PAGE_PRIVATE && !(p->protection & EXECUTE)
		 && !(v->access & ~p->protection)) {
		put(t, "\n  allowed   by a window of '%s': cubicle_window_add and cubicle_window_open%s for '%s', "
		    "or an argument window in the policy for '%s'", monitor.cubicles[v->owner].name,
		    v->access == WRITE ? "" : "_read", monitor.cubicles[v->cubicle].name,
		    function_name(v->function));
		put(t, "\n  policy    [[memory]] owner = \"%s\", part = \"%s\", to = [\"%s\"], access = \"%s\"",
		    monitor.cubicles[v->owner].name, policy_part(v->address), monitor.cubicles[v->cubicle].name,
		    v->access == WRITE ? "write" : "read");
	}
}

static void put_report(struct text *t, const struct violation *v, const char *what,
		       const char *allow)
{
	put(t, "cubicle: stopped for %s: %s\n  who       %c",
	    v->kind == VIOLATION_FAULT ? "a fault of its own" : "breaking isolation", what, v->cubicle);
	if (v->function != ~0u)
		put(t, ", in a call of %s", function_name(v->function));
	put(t, ", at %x", v->instruction);
	if (v->access)
		put(t, "\n  what      %s %x", v->access == EXECUTE ? "execution at"
		    : v->access == WRITE ? "write of" : "read of", v->address);
	if (v->kind == VIOLATION_SYSTEM_CALL)
		put(t, "\n  what      system call %n", (u32)v->system_call);
	if (v->owner != ~0u && v->access)
		put_page(t, v);
	if (monitor.flags & FLAG_KEYS) {
		put(t, "\n  PKRU      %x: ", v->pkru);
		put_keys(t, v->pkru, 0, "open: key ");
		put_keys(t, v->pkru, 2, "readable: key ");
		put(t, "all others closed");
	}
	for (u32 i = 0; i < v->depth; i++)
		put(t, "\n  %s     %s from %c, returning to %x", i ? "     " : "calls",
		    function_name(v->calls[i].function), v->calls[i].caller, v->calls[i].address);
	if (allow)
		put(t, "\n  allowed   by %s", allow);
	else
		put_remedy(t, v);
	put(t, "\n");
}

struct text violation_text;

/* Ends the process with status 139. */
_Noreturn void violate(const struct violation *given, const char *what, const char *allow)
{
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
	put_report(&violation_text, v, what, allow);
	if (!monitor.silent)
		put_out(&violation_text, 2);
	finish(139);
}
