#include "grants.h"

int stranger_read(const volatile char *p) { return *p; }
void stranger_write(volatile char *p) { *p = 'w'; }
char *stranger_take(size_t pages) { return cubicle_pages_alloc(pages); }
const char *stranger_constant(void) { return "k"; }
