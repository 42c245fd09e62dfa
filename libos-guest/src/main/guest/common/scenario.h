/*
 * A test program is a row of scenarios. Each prints one line,
 *
 *	name: ok fact fact fact
 *
 * or "FAILED" with the conditions that did not hold. The facts are printed as they were seen, so
 * two machines can be compared line by line even where no condition was written down. Nothing
 * printed may depend on addresses, process numbers or time.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdarg.h>
#include <stdint.h>

void begin(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fact(const char *format, ...) __attribute__((format(printf, 1, 2)));
void expect_(int holds, const char *what);
#define expect(condition) expect_((condition) != 0, #condition)
void end(void);

/* Ends the program's output: a line with the sum, and the status for main to return. */
int finish(void);

/* The name of an errno value ("EFAULT"): numbers are the same everywhere, names read better. */
const char *errno_name(int number);

/* Records what a system call answered: "what=3" or "what=EFAULT". */
void answer(const char *what, long result);

/* The same, and expects the call to fail with that errno. */
void refused(const char *what, long result, int error);

/* Says on standard error what could not be prepared, and ends the program with status 2. */
void broken(const char *what) __attribute__((noreturn));

#endif
