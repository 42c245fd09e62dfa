#include "grants.h"

/* Others name these in their code, which the policy has to allow. */
char keeper_named = 'k';
const char keeper_named_constant = 'k';

static char data[PAGE] = "k";
static char zero[PAGE];
static const char constant[PAGE] = "k";
static __thread char thread_local[64];

char *keeper_heap(void)
{
	char *page = cubicle_pages_alloc(1);

	*page = 'k';
	return page;
}

char *keeper_data(void) { return data; }
const char *keeper_constant(void) { return constant; }

char *keeper_zero(void)
{
	*(volatile char *)zero = 'k';
	return zero;
}

char *keeper_thread_local(void)
{
	*(volatile char *)thread_local = 'k';
	return thread_local;
}

void keeper_free(char *page) { cubicle_pages_free(page, 1); }
int keeper_give(char *page, int cubicle) { return cubicle_pages_give(page, 1, cubicle); }

char keeper_stack(char (*visitor)(volatile char *))
{
	volatile char local = 'k';

	visitor(&local);
	return local;
}
