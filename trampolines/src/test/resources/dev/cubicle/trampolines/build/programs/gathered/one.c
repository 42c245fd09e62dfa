#include "gathered.h"

TELL(early, 1, 1);
TELL(late, 9, 0);
TELL(same, 5, 0.one);

struct own { long a, b; };
static const struct own first __attribute__((section(".own"), used)) = { 1, 2 };
static const struct own second __attribute__((section(".own"), used)) = { 3, 4 };
extern const struct own own_start[], own_end[];
long own_size;

static void __attribute__((constructor)) count(void)
{
	own_size = (own_end - own_start) * 100 + own_start[1].b;
}

int which(void) { return 2; }
int __attribute__((weak)) far(void) { return which(); }

/* No type, no size. */
__asm__(".text\n.globl assembly\nassembly: lea 1(%rdi,%rdi), %eax\nret\n");
