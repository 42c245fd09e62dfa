/* What the parts of the attacker share. */
#pragma once
#include <stddef.h>

#include <cubicle/cubicle.h>

#include "output.h"

#define PAGE 4096

struct attack {
	const char *name;
	void (*run)(const unsigned long *numbers);
};

/* Tables that end with a null name. */
extern const struct attack interface_attacks[], jump_attacks[], signal_attacks[], thread_attacks[];

/* What attacker_keep() was given, and what it does before it returns. */
extern char *kept;
extern void (*while_kept)(void);

/* Runs one of the system-call attacks: deputy-NAME or direct-NAME. 0 if there is none. */
int run_system_call(const char *name, const unsigned long *numbers);

/* The outcomes. A secret is SECRET_SIZE bytes that the attacker can read. */
void stolen(const volatile char *secret);
void escalated(const char *how);
void refused(long result);		/* an error, or a surprise */

void read_secret(const volatile char *where);	/* reads, and has stolen it if that goes well */
void overwrite(volatile char *where);		/* writes; whether it went well the referee sees */

int text_equals(const char *a, const char *b);
void bytes_copy(volatile void *to, const volatile void *from, size_t size);

/*
 * Has a page come home from another cubicle: a fault of the attacker's that the handler mends, and so has
 * the attacker's way back on record.
 */
void fault_once(void);

/* The secret, or half of it, somewhere in a buffer: it is stolen, and the answer is 1. */
int search(const volatile char *buffer, size_t size);
