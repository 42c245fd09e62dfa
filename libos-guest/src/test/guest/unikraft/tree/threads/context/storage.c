/* Thread-local variables: an area that the caller has allocated, and the pointer into it. */
#include "threads.h"

extern const char _tls_start[], _etdata[], _tls_end[];

size_t ukarch_tls_tcb_size(void)
{
	return 2 * sizeof(uint64_t);
}

/* The variables end where the control block begins. None of them is aligned to more than a pointer. */
static size_t variables_size(void)
{
	return ALIGN_UP((size_t)(_tls_end - _tls_start), 8);
}

size_t ukarch_tls_area_size(void)
{
	return variables_size() + ukarch_tls_tcb_size();
}

uintptr_t ukarch_tls_tlsp(void *area)
{
	return (uintptr_t)area + variables_size();
}

void *ukarch_tls_area_get(uintptr_t pointer)
{
	return (void *)(pointer - variables_size());
}

void *ukarch_tls_tcb_get(uintptr_t pointer)
{
	return (void *)pointer;
}

void ukarch_tls_area_init(void *area)
{
	size_t filled = (size_t)(_etdata - _tls_start);
	uint64_t *control = (uint64_t *)ukarch_tls_tlsp(area);

	memset(area, 0, variables_size());
	memcpy(area, _tls_start, filled);
	control[0] = (uintptr_t)control;
	control[1] = 0;
}
