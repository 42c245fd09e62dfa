#include "tree.h"

struct uk_alloc *_uk_alloc_head;

int uk_alloc_register(struct uk_alloc *a)
{
	a->next = _uk_alloc_head;
	_uk_alloc_head = a;
	return 0;
}
