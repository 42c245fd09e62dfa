/*
 * A cross-cubicle call. Nothing here says so: bank_deposit is declared and called like any function.
 * The builder, which reads call.toml, finds that it lies in another cubicle, and puts a trampoline
 * between the two, which changes rights and stack on the way there and back.
 *
 *	call
 */
#include "bank.h"
#include "teach/teach.h"

int main(int count, char **arguments, char **environment);

int main(int count, char **arguments, char **environment)
{
	(void)count;
	(void)arguments;
	(void)environment;
	say("I am cubicle %", cubicle_self());
	say("the balance is %", bank_deposit(100));
	say("the balance is %", bank_deposit(20));
	say("I am cubicle % again", cubicle_self());
	return 0;
}
