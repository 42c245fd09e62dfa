/*
 * What a program is given: arguments, environment, standard input. Answers on both streams, and
 * ends with the status that its first argument names, or by the signal ("signal 6").
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static void echo_input(void)
{
	char buffer[300];
	ssize_t got;

	while ((got = read(0, buffer, sizeof buffer)) > 0)
		if (write(1, buffer, (size_t)got) != got)
			_exit(99);
}

int main(int count, char **arguments)
{
	int i;

	for (i = 0; i < count; i++)
		printf("argument %d: %s\n", i, arguments[i]);
	for (i = 0; environ[i]; i++)
		fprintf(stderr, "variable: %s\n", environ[i]);
	fflush(stdout);
	echo_input();
	if (count > 2 && strcmp(arguments[1], "signal") == 0)
		raise(atoi(arguments[2]));
	return count > 1 ? atoi(arguments[1]) : 0;
}
