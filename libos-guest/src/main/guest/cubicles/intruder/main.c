/*
 * A violation: the address of a neighbour's secret is known, and of no use. The report says who
 * read whose page, and what would have allowed it. Status 139.
 *
 *	intruder            reads
 *	intruder write      writes
 */
#include "bank.h"
#include "teach/teach.h"

int main(int count, char **arguments, char **environment);

int main(int count, char **arguments, char **environment)
{
	const volatile long *secret = bank_secret();

	(void)environment;
	say("is it 1? %", bank_guess(1));
	say("then I shall look for myself", 0);
	if (count > 1 && arguments[1][0] == 'w')
		*(volatile long *)secret = 1;
	say("it is %", *secret);
	return 0;
}
