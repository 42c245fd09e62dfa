/*
 * The cubicle that is attacked. It keeps a secret in its data, on its heap, in thread-local storage,
 * and on its stack and in its registers while it calls out.
 */
#pragma once
#include <stddef.h>

#define SECRET_SIZE 16

/* For the referee alone. */
void victim_prepare(void);
int victim_intact(void);		/* is every copy of the secret what it was? */
long victim_reveal(int half);		/* 8 bytes of the secret */

/* For everyone. Where things are is no secret: an attacker has a copy of the image. */
const char *victim_data(void);
char *victim_heap(void);		/* a page of its own, the secret at its start */
const char *victim_thread_local(void);
char *victim_board(void);		/* a page that the policy lets the attacker read */
const void *victim_table(void);		/* of functions, in its data */
long victim_calculate(int operation, long number);	/* through that table */

void victim_confide(void (*listener)(const char *));	/* the secret is on its stack meanwhile */
void victim_whisper(void (*listener)(void));	/* and in its registers meanwhile */
void victim_compute(void);		/* it was in every scratch register */
void victim_multimedia(void);		/* and in every register of the x87 unit */
void victim_visit(void (*visitor)(long));
/* The seventh argument if the first is 0, else the eighth. */
long victim_eight(long, long, long, long, long, long, long seventh, long eighth);
char *victim_grow(void);		/* a new page, the secret at its start and end */
void victim_free_page(void);		/* gives the page of its heap back, the secret on it */

/* Argument windows: bytes[0..size), read; to[0..size), written, from[0..size), read. */
long victim_sum(const unsigned char *bytes, size_t size);
void victim_copy(char *to, const char *from, size_t size);

/* Writes a note to to[0..size), of which the gate makes a copy, after a visit by 'visitor' if there is one. */
void victim_note(char *to, size_t size, void (*visitor)(long));
/* Calls ready(), then keeps a note on a new page, and clears to[0..size). Argument window: written. */
void victim_collect(char *to, size_t size, void (*ready)(void));

/* Calls attacker_keep() with a buffer of a page and its size; what it finds there it relies on. */
void victim_order(void);
/* Recurses through 'again', which calls it again. */
void victim_recurse(long depth, void (*again)(long));
