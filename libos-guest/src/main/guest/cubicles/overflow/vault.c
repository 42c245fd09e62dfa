/* The third cubicle: nobody writes here. */
#include "vault.h"

static volatile unsigned char vault[4096] = { 1 };

int vault_intact(void)
{
	return vault[0] == 1;
}
