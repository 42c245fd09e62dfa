/* Arguments that are numbers. */
#pragma once
#include <stdio.h>
#include <stdlib.h>

/* A number from 1 to most; anything else ends the program with status 2. */
static inline long number_of(const char *program, const char *text, long most)
{
	char *rest;
	long value = strtol(text, &rest, 10);

	if (*rest || value < 1 || value > most) {
		fprintf(stderr, "%s: %s: not a number from 1 to %ld\n", program, text, most);
		exit(2);
	}
	return value;
}
