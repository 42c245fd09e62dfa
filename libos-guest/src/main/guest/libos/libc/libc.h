/* musl as it is, and what it takes to start it without a kernel below. */
#pragma once

/*
 * Makes the C library ready on the first thread. The thread block is there already: the thread
 * pointer points to itself, and to room for what musl keeps about a thread.
 */
void libc_init(char *program, char **environment);
