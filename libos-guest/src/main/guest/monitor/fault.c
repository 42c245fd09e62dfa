/*
 * Faults: trap-and-map, system calls that became UD2, and everything that ends the program. Runs on the
 * thread's signal stack with all keys open; what the context says was written by the kernel.
 */
#include "monitor.h"
#include "system.h"

u32 restored_state;

/* PKRU as it was when the signal came. */
static u64 interrupted_pkru(const struct sigcontext *c)
{
	const u64 *header = (const u64 *)((const u8 *)c->fpstate + 512);

	if (!(monitor.flags & FLAG_KEYS) || !(header[0] & XSTATE_PKRU))
		return 0;
	return *(const u32 *)((const u8 *)c->fpstate + monitor.pkru_offset);
}

static int in_gate(u64 address)
{
	return address >= (u64)gate_start && address < (u64)gate_end;
}

static int in_monitor(u64 address)
{
	const struct page *p = page_of(address);
	return p && p->owner == 0 && p->protection & EXECUTE;
}

static void owner_of(struct violation *v, const struct page *p)
{
	if (!p || p->state == PAGE_ABSENT || p->state == PAGE_FREE)
		return;
	v->owner = p->owner;
	v->holder = p->holder;
	v->key = p->key;
}

/* A system call of code that was built to ask a function instead. */
static int trapped(struct thread *t, struct sigcontext *c)
{
	const struct manifest *m = monitor.manifest;
	const struct manifest_trap *traps = (const void *)m->traps;
	u32 low = 0, high = m->trap_count;

	while (low < high) {
		u32 middle = (low + high) / 2;
		if (traps[middle].address < c->rip)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == m->trap_count || traps[low].address != c->rip)
		return 0;
	const struct gate_function *f = &gate_functions[traps[low].function];
	int crosses = f->cubicle != t->cubicle && monitor.cubicles[f->cubicle].kind != KIND_SHARED;
	c->rcx = c->rip + 2;
	c->r11 = crosses ? traps[low].function : f->target;
	c->rip = crosses ? (u64)cubicle_trap_gate : (u64)cubicle_trap_direct;
	cubicle_statistics->traps++;
	return 1;
}

/* Trap-and-map. The same fault over and over is none that a key could mend. */
static int mapped(struct thread *t, struct page *p, int access)
{
	if (!p || !(monitor.flags & FLAG_KEYS) || !range_admit(t, address_of(p), 1, t->cubicle, access))
		return 0;
	/* a page that changed since was another thread's meanwhile */
	if (t->fault_page != p || t->fault_changes != p->changes)
		t->fault_repeats = 0;
	t->fault_page = p;
	t->fault_changes = p->changes;
	return t->fault_repeats++ < 4;
}

/* What is wrong with the access, and whether it broke isolation. */
static const char *judge(struct violation *v, const struct page *p, int access, int code)
{
	int nothing = !p || p->state == PAGE_ABSENT, pool = p && p->state == PAGE_FREE;

	if (p && p->state == PAGE_GUARD)
		return p->owner ? "stack overflow" : "a guard page of the monitor";
	if (access == EXECUTE && (nothing || pool))
		return v->address < 65536 ? "a call through a null pointer" : "a jump to where nothing is";
	if (access == EXECUTE) {
		v->kind = VIOLATION_CONTROL_FLOW;
		return p->owner == v->cubicle ? "a jump to what is not code"
					      : "a jump into another cubicle, past its entry points";
	}
	if (!nothing && !pool && p->owner == v->cubicle && p->state != PAGE_MONITOR)
		return "a write to what is read-only";
	if (nothing && code != SEGV_PKUERR)
		return v->address < 65536 ? "null pointer" : "memory fault";
	v->kind = VIOLATION_ACCESS;
	if (nothing) {
		v->owner = 0;
		return "access to memory of the process that no cubicle has";
	}
	return pool ? "access to a page of the pool that is nobody's" : "access to a page of another cubicle";
}

static void page_fault(struct thread *t, struct violation *v, const struct sigcontext *c)
{
	const int kernel = 0x80;	/* SI_KERNEL: general protection, no address */
	int access = c->err & 16 ? EXECUTE : c->err & 2 ? WRITE : READ;
	struct page *p = page_of(c->cr2);

	cubicle_statistics->faults++;
	fault_counts[t->cubicle]++;
	if (v->code == kernel)
		violate(v, "general protection: a privileged instruction or a non-canonical address", 0);
	v->address = c->cr2;
	if (p && p->state == PAGE_GUARD && in_gate(c->rip) && c->cr2 - (u64)(t->frames + MAX_DEPTH) < PAGE_SIZE) {
		v->kind = VIOLATION_GATE;
		v->instruction = c->r10;
		v->pkru = t->pkru;
		violate(v, "more nested calls than the shadow stack holds", "fewer calls within calls");
	}
	if (v->pkru != t->pkru && monitor.flags & FLAG_KEYS) {
		v->kind = VIOLATION_GATE;
		owner_of(v, p);
		v->access = access;
		violate(v, in_monitor(c->rip) && v->pkru == 0 ? "the monitor faulted, in a call for this cubicle"
			: "PKRU is not the cubicle's", 0);
	}
	if (mapped(t, p, access))
		return;
	v->access = access;
	owner_of(v, p);
	violate(v, judge(v, p, access, v->code), 0);
}

/* The gate refused. Under PKRU 0 it is the caller that is meant: R10 is where its call returns to. */
static _Noreturn void gate_stop(struct violation *v, int reason, const struct sigcontext *c)
{
	static const char *const what[] = {
		[STOP_PKRU] = "PKRU is not what the gate was to write: a jump into the gate",
		[STOP_PERMISSION] = "a call of a function that the policy does not let this cubicle call",
		[STOP_RETURN] = "a return without a call",
		[STOP_HANDLER] = "a jump into the signal handler",
		[STOP_SYSCALL] = "a jump to the monitor's system-call instruction",
	};
	const char *allow = "nothing";

	if (reason == STOP_PERMISSION) {
		v->instruction = c->r10;
		v->pkru = self()->pkru;
		if (self()->shadow->function >= monitor.function_count)
			violate(v, "a call of a function that the table does not have", "nothing");
		allow = "a component of the cubicle that names the function, so that the builder permits the call";
	}
	violate(v, reason >= STOP_PKRU && reason <= STOP_SYSCALL ? what[reason] : "a jump into the monitor", allow);
}

static _Noreturn void other_signal(struct violation *v, const siginfo_t *info, const struct sigcontext *c)
{
	static const char *const what[] = {
		[SIGILL] = "an instruction that the CPU refuses",
		[SIGTRAP] = "a trap instruction",
		[SIGBUS] = "a bus error",
		[SIGFPE] = "an arithmetic error",
		[SIGSYS] = "a system call that did not come through the monitor",
	};
	if (v->signal == SIGSYS) {
		v->kind = VIOLATION_SYSTEM_CALL;
		v->system_call = (u32)info->si_syscall;
	} else if (in_gate(c->rip) || in_monitor(c->rip)) {
		v->kind = VIOLATION_GATE;
		if (v->signal == SIGILL)
			gate_stop(v, ((const u8 *)c->rip)[2], c);
		violate(v, "a trap inside the gate or the monitor", 0);
	} else if (v->signal == SIGBUS) {
		v->address = (u64)info->si_addr;
	}
	if (v->signal > SIGSYS || !what[v->signal])
		violate(v, "a signal that the program has no use for", 0);
	violate(v, what[v->signal], 0);
}

void handle_signal(int signal, siginfo_t *info, struct ucontext *context)
{
	struct sigcontext *c = &context->uc_mcontext;
	struct thread *t = self();

	t->context = context;
	if (lock_holder != t)		/* else it faulted in the monitor, and ends here */
		lock();
	struct violation v = { .kind = VIOLATION_FAULT, .cubicle = t->cubicle, .owner = ~0u, .holder = ~0u,
		.instruction = c->rip, .pkru = interrupted_pkru(c), .signal = signal, .code = info->si_code };
	if (c->cs != 0x33) {
		v.kind = VIOLATION_GATE;
		violate(&v, "32-bit code", "nothing");
	}
	if (signal == SIGSEGV)
		page_fault(t, &v, c);
	else if (signal != SIGILL || !trapped(t, c))
		other_signal(&v, info, c);
	/* The way back needs the save page: see gate_resume. */
	t->resume_save = t->base + monitor.cubicles[t->cubicle].stack;
	range_admit(t, t->resume_save, 1, t->cubicle, WRITE);
	unlock();
}

/* A fault in the handler. */
void monitor_broken(void);
void monitor_broken(void)
{
	die(125, "the monitor faulted in its signal handler", 0);
}
