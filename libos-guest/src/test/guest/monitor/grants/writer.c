#include "grants.h"

int writer_read(const volatile char *p) { return *p; }
void writer_write(volatile char *p) { *p = 'w'; }
char *writer_take(size_t pages) { return cubicle_pages_alloc(pages); }
