/* Threads begin and end. */
#include "threads.h"

#define STACK 32768

struct uk_sched *uk_sched_head;
struct uk_thread *__uk_sched_thread_current;

/* Entries of the table are called with the thread's storage, also before it runs. */
static int with_storage_of(struct uk_thread *t, int (*init)(struct uk_thread *, struct uk_thread *),
			   void (*term)(struct uk_thread *))
{
	uintptr_t own = ukplat_tlsp_get();
	int result = 0;

	ukplat_tlsp_set(t->uktlsp);
	if (init)
		result = init(t, uk_thread_current());
	if (term)
		term(t);
	ukplat_tlsp_set(own);
	return result;
}

static int initialise(struct uk_thread *t)
{
	int result = 0;

	if (!(t->flags & UKTLS))
		return 0;
	for (const struct uk_thread_inittab_entry *e = uk_thread_inittab_start; e < uk_thread_inittab_end && result >= 0; e++)
		if (e->init)
			result = with_storage_of(t, e->init, NULL);
	return result;
}

static void terminate(struct uk_thread *t)
{
	if (t->flags & UKTLS)
		for (const struct uk_thread_inittab_entry *e = uk_thread_inittab_end; e-- > uk_thread_inittab_start;)
			if (e->term)
				with_storage_of(t, NULL, e->term);
	t->flags |= EXITED;
}

static void release(struct uk_thread *t)
{
	if (t->flags & UKTLS && ((uint64_t *)ukarch_tls_tcb_get(t->uktlsp))[1])
		uk_free((void *)((uint64_t *)ukarch_tls_tcb_get(t->uktlsp))[1]);
	uk_free(t->tls);
	uk_free(t->stack);
	uk_free(t->ectx);
}

static int allocate(struct uk_thread *t)
{
	t->stack = uk_malloc(STACK);
	t->ectx = uk_memalign(ukarch_ectx_align(), ukarch_ectx_size());
	if (!t->stack || !t->ectx)
		return -1;
	memset(t->ectx, 0, ukarch_ectx_size());
	ukarch_ectx_store(t->ectx);
	if (!(t->flags & UKTLS))
		return 0;
	t->tls = uk_memalign(64, ukarch_tls_area_size());
	if (!t->tls)
		return -1;
	t->tlsp = t->uktlsp = ukarch_tls_tlsp(t->tls);
	ukarch_tls_area_init(t->tls);
	/* What a C library keeps for a thread, and the scheduler frees. */
	((uint64_t *)ukarch_tls_tcb_get(t->uktlsp))[1] = (uintptr_t)uk_malloc(24);
	return 0;
}

int uk_thread_init(struct uk_thread *t, const char *name, void (*entry)(long), long argument, unsigned flags)
{
	memset(t, 0, sizeof(*t));
	t->name = name;
	t->flags = flags;
	if (allocate(t) < 0)
		return -1;
	ukarch_ctx_init_entry1(&t->ctx, (uintptr_t)t->stack + STACK, 0, entry, argument);
	return initialise(t);
}

struct uk_thread *uk_thread_create(const char *name, void (*entry)(long), long argument, unsigned flags)
{
	struct uk_thread *t = uk_malloc(sizeof(*t));

	if (!t || uk_thread_init(t, name, entry, argument, flags) < 0)
		return NULL;
	uk_sched_ready(t);
	return t;
}

int uk_sched_start(struct uk_sched *s)
{
	struct uk_thread *main_thread = uk_calloc(1, sizeof(*main_thread));

	if (!s || !main_thread)
		return -1;
	main_thread->name = "init";
	main_thread->flags = UKTLS | RUNNABLE;
	main_thread->tlsp = main_thread->uktlsp = ukplat_tlsp_get();
	main_thread->ectx = uk_memalign(ukarch_ectx_align(), ukarch_ectx_size());
	memset(main_thread->ectx, 0, ukarch_ectx_size());
	initialise(main_thread);
	__uk_sched_thread_current = main_thread;
	uk_sched_head = s;
	return 0;
}

void uk_sched_ready(struct uk_thread *t)
{
	struct uk_sched *s = uk_sched_head;

	t->flags |= RUNNABLE;
	t->next = NULL;
	if (s->ready)
		s->ready_end->next = t;
	else
		s->ready = t;
	s->ready_end = t;
}

struct uk_thread *uk_sched_next(void)
{
	struct uk_thread *t = uk_sched_head->ready;

	if (t)
		uk_sched_head->ready = t->next;
	return t;
}

/* Of those who sleep who is due is ready; those who have ended are freed. How many that was. */
int uk_sched_collect(void)
{
	struct uk_sched *s = uk_sched_head;
	long now = ukplat_monotonic_clock();
	int count = 0;

	for (struct uk_thread **t = &s->asleep, *next; *t; *t = next) {
		next = (*t)->next;
		if ((*t)->wake_up > now) {
			t = &(*t)->next;
			next = *t;
			continue;
		}
		uk_sched_ready(*t);
		count++;
	}
	for (struct uk_thread *t = s->exited, *next; t; t = next, count++) {
		next = t->next;
		release(t);
		uk_free(t);
	}
	s->exited = NULL;
	return count;
}

void uk_thread_exit(void)
{
	struct uk_thread *t = uk_thread_current();

	terminate(t);
	t->next = uk_sched_head->exited;
	uk_sched_head->exited = t;
	uk_sched_yield();
	ukplat_terminate(99);
}

/* Of one that is ready. */
void uk_thread_kill(struct uk_thread *t)
{
	struct uk_sched *s = uk_sched_head;
	struct uk_thread *first = s->ready;

	s->ready = s->ready_end = NULL;
	for (struct uk_thread *next; first; first = next) {
		next = first->next;
		if (first != t)
			uk_sched_ready(first);
	}
	terminate(t);
	release(t);
	uk_free(t);
}

void uk_thread_sleep(long nanoseconds)
{
	struct uk_thread *t = uk_thread_current();

	t->wake_up = ukplat_monotonic_clock() + nanoseconds;
	t->flags &= ~(unsigned)RUNNABLE;
	t->next = uk_sched_head->asleep;
	uk_sched_head->asleep = t;
	uk_sched_yield();
}
