#include "test.h"

long secret_value = 5;

long secret_get(void) { return secret_value; }
void secret_set(long value) { secret_value = value; }
long *secret_where(void) { return &secret_value; }

void *secret_code(void)
{
	void *here;

	__asm__("leaq 0(%%rip), %0" : "=r"(here));
	return here;
}
