/*
 * observe=on: for a tool that watches the run and learns from it (./cubicle learn). What no window lets a
 * cubicle touch is not stopped but told to the tool, by a system call that Linux does not have; the tool, which
 * is the emulator, carries the access out and leaves the page's key as it is. Under Linux nothing comes of it:
 * the key still denies the access, and the page fault that repeats itself ends the program.
 */
#include "monitor.h"
#include "system.h"

#define SYS_observe 511
enum { OBSERVE_BEGIN, OBSERVE_PAGE, OBSERVE_RANGE, OBSERVE_CALL };
#define OBSERVE_FAULT 0x100		/* with an access: an instruction's, not the kernel's for the cubicle */

void observe_begin(void)
{
	if (monitor.observed)
		require(monitor_syscall(SYS_observe, OBSERVE_BEGIN, 0, 0, 0, 0) == 0,
			"observe=on: nobody is watching");
}

/*
 * An access that nothing allows: is it to be carried out all the same? What the cubicle has by a window for reading
 * comes home first: a key can be passed over, a page's protection cannot.
 */
int observe_page(struct thread *t, struct page *p, int cubicle, int access)
{
	struct run r = { 0 };

	if (p->holder == cubicle) {
		page_hold(&r, p, p->owner, p->protection);
		run_flush(&r);
	}
	t->fault_page = 0;		/* other cubicles may fault on it next, and it does not change */
	if (t->in_handler)
		access |= OBSERVE_FAULT;
	return monitor_syscall(SYS_observe, OBSERVE_PAGE, address_of(p), cubicle, access, t->pkru) == 0;
}

/* What the kernel is about to touch for the cubicle that runs. */
void observe_range(u64 start, u64 size, int access)
{
	if (monitor.observed)
		monitor_syscall(SYS_observe, OBSERVE_RANGE, start, size, access, (long)self());
}

void observe_call(struct thread *t, struct frame *f, const u64 *words, u64 count)
{
	monitor_syscall(SYS_observe, OBSERVE_CALL, (long)t, (long)f, (long)words, count);
}
