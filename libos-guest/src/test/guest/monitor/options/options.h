#pragma once
#include <cubicle/cubicle.h>

#define PAGE 4096

/* store */
long store_add(long n);				/* calls vault_add twice */
int store_read(const volatile char *p);
void store_write(volatile char *p, int value);
void store_fill(char *p, size_t size);		/* through an argument window */
void *store_inside(void);			/* code past the entry points: returns 7 */

/* vault */
long vault_add(long n);
char *vault_where(void);
