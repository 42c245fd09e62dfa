/*
 * Threads, in the shape of Unikraft's: a context is where to go on, and the scheduler's struct begins with it; what
 * makes contexts and thread-local storage is the context library's; who wants to know of threads has an entry in a table.
 */
#pragma once
#include "tree.h"

/* context */
struct ukarch_ctx {
	uintptr_t ip, sp;
};
void ukarch_ctx_init(struct ukarch_ctx *ctx, uintptr_t sp, int keep, uintptr_t ip);
void ukarch_ctx_init_entry0(struct ukarch_ctx *ctx, uintptr_t sp, int keep, void (*entry)(void));
void ukarch_ctx_init_entry1(struct ukarch_ctx *ctx, uintptr_t sp, int keep, void (*entry)(long), long a);
void ukarch_ctx_init_entry2(struct ukarch_ctx *ctx, uintptr_t sp, int keep, void (*entry)(long, long), long a, long b);
void ukarch_ctx_switch(struct ukarch_ctx *store, struct ukarch_ctx *load);
uintptr_t ukarch_tls_tlsp(void *area);
void *ukarch_tls_area_get(uintptr_t pointer), *ukarch_tls_tcb_get(uintptr_t pointer);

/* linuxuplat */
uintptr_t ukplat_tlsp_get(void);

/* uksched. A thread's flags say what it has, and how it is. */
enum { UKTLS = 4, RUNNABLE = 8, EXITED = 16 };

struct uk_thread {
	struct ukarch_ctx ctx;
	void *ectx;
	uintptr_t tlsp, uktlsp;
	struct uk_thread *next;
	unsigned flags;
	long wake_up;
	const char *name;
	void *stack, *tls;
};

struct uk_thread_inittab_entry {
	uint32_t flags;
	int (*init)(struct uk_thread *child, struct uk_thread *parent);
	void (*term)(struct uk_thread *child);
};
#define THREAD_INITIALISER(init, term, order) \
	static const struct uk_thread_inittab_entry init##_thread_entry IN_TABLE(".uk_thread_inittab" #order) = { 0, init, term }
extern const struct uk_thread_inittab_entry uk_thread_inittab_start[], uk_thread_inittab_end[];

struct uk_sched {
	void (*yield)(struct uk_sched *s);
	struct uk_thread *idle, *ready, *ready_end, *asleep, *exited;
	long switches;
};
extern struct uk_sched *uk_sched_head;
extern struct uk_thread *__uk_sched_thread_current;

static inline struct uk_thread *uk_thread_current(void) { return __uk_sched_thread_current; }
static inline void uk_sched_yield(void) { uk_sched_head->yield(uk_sched_head); }

/* The other thread's variable of that name. */
#define uk_thread_variable(thread, variable) \
	(*(typeof(variable) *)((thread)->uktlsp - (ukplat_tlsp_get() - (uintptr_t)&(variable))))

int uk_thread_init(struct uk_thread *t, const char *name, void (*entry)(long), long argument, unsigned flags);
struct uk_thread *uk_thread_create(const char *name, void (*entry)(long), long argument, unsigned flags);
int uk_sched_start(struct uk_sched *s);
void uk_sched_ready(struct uk_thread *t);
struct uk_thread *uk_sched_next(void);
int uk_sched_collect(void);
_Noreturn void uk_thread_exit(void);
void uk_thread_kill(struct uk_thread *t);
void uk_thread_sleep(long nanoseconds);

/* ukschedcoop */
struct uk_sched *uk_schedcoop_create(void);

/* ukproc */
int ukproc_number(void), ukproc_number_of(struct uk_thread *t), ukproc_count(void);
long ukproc_peek(const long *where);
