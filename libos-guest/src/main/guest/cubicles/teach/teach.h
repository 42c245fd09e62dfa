/* What the teaching guests share: words on standard output. Shared code, so it speaks for whoever calls. */
#pragma once
#include <cubicle/cubicle.h>

/* "CUBICLE: TEXT", with the number put where the text has a '%'. */
void say(const char *text, long number);
