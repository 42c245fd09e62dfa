/*
 * Linked into the application's cubicle: main's caller is what ends the program, so that what the
 * program left in its streams is flushed, and its exit handlers run, with its own rights.
 */
#include <stdlib.h>

#include "ukboot/ukboot.h"

int main(int count, char **arguments, char **environment);

void ukboot_application(int count, char **arguments, char **environment)
{
	exit(main(count, arguments, environment));
}
