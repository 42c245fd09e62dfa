#include "threads.h"

void context_begin(void);

/* The first switch to it returns to context_begin, which takes four words off the stack. */
static void begin(struct ukarch_ctx *ctx, uintptr_t sp, void *entry, long a, long b)
{
	uintptr_t *top = (uintptr_t *)(sp & ~15ul) - 4;

	top[0] = (uintptr_t)a;
	top[1] = (uintptr_t)b;
	top[2] = (uintptr_t)entry;
	top[3] = 0;
	*ctx = (struct ukarch_ctx){ (uintptr_t)context_begin, (uintptr_t)top };
}

void ukarch_ctx_init(struct ukarch_ctx *ctx, uintptr_t sp, int keep, uintptr_t ip)
{
	(void)keep;
	*ctx = (struct ukarch_ctx){ ip, sp };
}

void ukarch_ctx_init_entry0(struct ukarch_ctx *ctx, uintptr_t sp, int keep, void (*entry)(void))
{
	(void)keep;
	begin(ctx, sp, (void *)entry, 0, 0);
}

void ukarch_ctx_init_entry1(struct ukarch_ctx *ctx, uintptr_t sp, int keep, void (*entry)(long), long a)
{
	(void)keep;
	begin(ctx, sp, (void *)entry, a, 0);
}

void ukarch_ctx_init_entry2(struct ukarch_ctx *ctx, uintptr_t sp, int keep, void (*entry)(long, long), long a, long b)
{
	(void)keep;
	begin(ctx, sp, (void *)entry, a, b);
}
