/* The second cubicle. */
#include "bank.h"
#include "teach/teach.h"

static long balance;	/* on a page that nobody else can read or write */

long bank_deposit(long amount)
{
	say("asked to deposit %", amount);
	balance += amount;
	return balance;
}
