#include "test.h"

char app_page[3 * PAGE] __attribute__((aligned(PAGE)));

long app_twice(long n) { return 2 * n; }

long app_recurse(long n)
{
	volatile long mine[4] = { n, n, n, n };
	long below = lib_recurse(n);

	return below + mine[3];
}

static const struct { const char *name; void (*run)(void); } groups[] = {
	{ "calls", calls }, { "callbacks", callbacks }, { "registers", registers }, { "windows", windows },
	{ "argument-windows", argument_windows }, { "copies", copies }, { "pool", pool }, { "system-calls", system_calls },
	{ "thread-local", thread_local_data }, { "cost", cost },
};

int app_main(int argc, char **argv, char **envp)
{
	if (argc < 2) {
		say("usage: features GROUP\n");
		return 2;
	}
	for (unsigned i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (same(argv[1], groups[i].name)) {
			groups[i].run();
			return argc + 40;
		}
	if (same(argv[1], "environment")) {
		for (; *envp; envp++) {
			say(*envp);
			say("\n");
		}
		return 0;
	}
	wrong(argv[1]);
	return 1;
}
