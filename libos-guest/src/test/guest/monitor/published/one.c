#include "published.h"

int one_reads(void) { return *(volatile int *)keeper_public; }
