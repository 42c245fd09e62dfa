#include "published.h"

int two_reads(void) { return *(volatile int *)keeper_public; }
int two_reads_private(void) { return *(volatile int *)keeper_private; }
void two_writes(void) { *(volatile int *)keeper_public = 0; }
