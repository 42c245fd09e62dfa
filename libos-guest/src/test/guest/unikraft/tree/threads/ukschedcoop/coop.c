/* Whoever yields goes to the end of the queue; the idle thread runs when nobody is in it. */
#include "threads.h"

static void switch_to(struct uk_thread *next)
{
	struct uk_thread *before = uk_thread_current();

	__uk_sched_thread_current = next;
	before->tlsp = ukplat_tlsp_get();
	ukarch_ectx_store(before->ectx);
	ukplat_tlsp_set(next->tlsp);
	ukarch_ectx_load(next->ectx);
	uk_sched_head->switches++;
	ukarch_ctx_switch(&before->ctx, &next->ctx);
}

static void yield(struct uk_sched *s)
{
	struct uk_thread *before = uk_thread_current(), *next = uk_sched_next();

	if (before != s->idle && (before->flags & (RUNNABLE | EXITED)) == RUNNABLE) {
		if (!next)
			return;
		uk_sched_ready(before);
	}
	if (!next)
		next = s->idle;
	if (next != before)
		switch_to(next);
}

static void idle(long scheduler)
{
	for (;;) {
		uk_sched_collect();
		yield((struct uk_sched *)scheduler);
	}
}

struct uk_sched *uk_schedcoop_create(void)
{
	struct uk_sched *s = uk_calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->yield = yield;
	s->idle = uk_calloc(1, sizeof(*s->idle));
	if (!s->idle || uk_thread_init(s->idle, "idle", idle, (long)s, UKTLS) < 0)
		return NULL;
	return s;
}
