#include "grants.h"

extern char keeper_named;
extern const char keeper_named_constant;

int reader_read(const volatile char *p) { return p ? *p : (keeper_named + keeper_named_constant) / 2; }
void reader_write(volatile char *p) { *p = 'w'; }
char *reader_take(size_t pages) { return cubicle_pages_alloc(pages); }

char reader_follow(const struct link *link) { return link->next->c; }
char reader_change(struct link *link) { return link->next->c = 'w'; }
char reader_pass(const struct link *link) { return stranger_read(&link->next->c); }
char reader_keep(const struct link *link) { return stranger_read(&link->next->c); }
char reader_closed(const struct link *link) { return link->next->c; }
