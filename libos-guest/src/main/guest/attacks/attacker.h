/* What others see of the attacker. */
#pragma once
#include <stddef.h>

/*
 * Runs the attack of that name with up to four numbers: addresses in the image, mostly, which a real
 * attacker reads from a copy of it. Prints what became of it, if it comes to that.
 */
void attacker_run(const char *name, unsigned long a, unsigned long b, unsigned long c,
		  unsigned long d);

/* A service that keeps the pointer it was given. Argument window: buffer[0..size), written. */
void attacker_keep(char *buffer, size_t size);
