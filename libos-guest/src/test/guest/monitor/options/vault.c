#include "options.h"

char vault_page[PAGE] __attribute__((aligned(PAGE))) = "v";

static long sum;

long vault_add(long n) { return sum += n; }
char *vault_where(void) { return vault_page; }
