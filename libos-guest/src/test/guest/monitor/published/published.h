#pragma once
#include <cubicle/cubicle.h>

#define PAGE 4096

/* keeper: what all others may read, and what one alone may, on pages of their own */
extern int keeper_public[PAGE / sizeof(int)], keeper_private[PAGE / sizeof(int)];
void keeper_count(void);		/* adds one to both */

int one_reads(void);			/* the first of keeper_public */
int two_reads(void);
int two_reads_private(void);
void two_writes(void);			/* to keeper_public */
