/*
 * File calls in a directory of its own, which it makes where it starts, told in words: what the
 * library OS answers is held against what Linux answers to the same program.
 *
 *	posix-files            every call by itself, with its errors
 *	posix-files SEED       2000 calls at random over few names and descriptors
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "calls.h"

int main(int count, char **arguments)
{
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	umask(022);
	if (mkdir("posix-files", 0755) < 0 || chdir("posix-files") < 0)
		return 2;
	if (count > 1)
		random_calls(strtoull(arguments[1], NULL, 10));
	else
		every_call();
	return 0;
}
