/* The second cubicle. */
#include "bank.h"
#include "teach/teach.h"

static volatile long secret = 4711;

const long *bank_secret(void)
{
	return (const long *)&secret;
}

int bank_guess(long number)
{
	say("somebody guesses %", number);
	return number == secret;
}
