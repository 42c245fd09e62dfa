/*
 * Pages for everyone. Cubicles are given pages of their own, on which nobody else has any rights;
 * what becomes of them is their business.
 */
#pragma once
#include <cubicle/cubicle.h>
#include <stddef.h>

#define UK_PAGE 4096

/*
 * Zeroed pages that belong to the cubicle 'owner'; NULL if there are none. The owner is the caller:
 * whoever names another makes it a present.
 */
void *uk_palloc(size_t pages, int owner);

/* Gives pages back. 0, or a negative errno value. Shared code: they are taken from their owner alone. */
int uk_pfree(void *start, size_t pages);

/*
 * Where each cubicle's heap is, which lies in its own pages. The policy lets everyone read the
 * table and nobody else writes it: no cubicle can move another's heap. It fills a page, as whatever
 * shared that page could be read as well.
 */
#define UK_HEAPS 512
struct uk_heap;
extern struct uk_heap *uk_heap_of[UK_HEAPS];

/* The owner's heap, made of UK_HEAP_PAGES zeroed pages if there was none; NULL without memory. */
#define UK_HEAP_PAGES 16
struct uk_heap *uk_heap_make(int owner);
