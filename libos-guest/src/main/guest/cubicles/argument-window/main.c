/*
 * Windows without a word about them: neither side was written for cubicles. That the parameter is a
 * buffer, how long it is, and whether the callee may write it, is in argument-window.toml; the
 * trampoline opens it for the call and closes it on return.
 *
 *	argument-window
 *	argument-window beyond     the reader is told of more than the policy opens: a violation
 */
#include "reader.h"
#include "teach/teach.h"

#define PAGE 4096

int main(int count, char **arguments, char **environment);

static unsigned char letter[3 * PAGE] __attribute__((aligned(PAGE)));

int main(int count, char **arguments, char **environment)
{
	(void)arguments;
	(void)environment;
	reader_fill(letter, 21, 2);
	say("the sum is %", reader_sum(letter, 21));
	/* Two pages are more than the 4096 bytes that the policy opens of this one's parameter. */
	if (count > 1)
		reader_fill(letter, 2 * PAGE, 1);
	say("the sum is % still", reader_sum(letter, 21));
	return 0;
}
