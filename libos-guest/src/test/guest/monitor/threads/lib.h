#pragma once
#include <stddef.h>
#include <cubicle/cubicle.h>

#define PAGE 4096

/* The numbers' sum, with the others; each number grows by one. */
long lib_sum(long, long, long, long, long, long, long seventh, size_t count, long *numbers);
void lib_twice(long *number);
int lib_count(long *counter, long times);	/* on a thread of lib's: adds one, so often */
int lib_join(int thread);
long lib_call_back(long (*callback)(long), long n);
const char *lib_secret(void);
void lib_spin(volatile int *until);		/* stays in lib until the word is not 0 */
void lib_end(long *numbers, size_t size);	/* the thread, after it has made the first one 8 */
long lib_peek(const long *number);
long lib_mine(long n);				/* adds to lib's thread-local variable; -> it */
int lib_pointer(void *pointer);			/* arch_prctl(ARCH_SET_FS) by lib */
