#include "sections.h"

extern const struct command __start_commands[], __stop_commands[];
extern int __start_counters[], __stop_counters[];
extern const int __start_nothing_there[] __attribute__((weak));

static int twice(int a) { return 2 * a; }
COMMAND(twice);

int first __attribute__((section("counters"))) = 3;

int app_main(int argc, char **argv, char **envp)
{
	for (const struct command *c = __start_commands; c < __stop_commands; c++)
		print("%d\n", c->run(21));
	for (int *c = __start_counters; c < __stop_counters; c++)
		print("%d\n", ++*c);
	return __start_nothing_there ? 1 : 8;
}
